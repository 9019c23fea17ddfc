"""The connector's manifest: what it is called, how it is run, and what it claims to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yaml.nodes import Node

    from conformance.manifest_form import Location


class ManifestError(Exception):
    """The manifest is wrong; `problems` say where, each as `file:line: field: what`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A connector as its manifest describes it.

    `file` is the manifest as it was named, `directory` the place where it lies, absolute. Either
    `command` or `function` ("module:function") is given. `cycle_timeout` is in seconds. `env` are the
    connector's own variables, with the suite's names in braces. `warm` is for programs of our own, of which many run
    one after the other: a directory whose modules need not be imported anew in each of their processes.
    """

    name: str
    file: str
    directory: Path
    command: tuple[str, ...] = ()
    function: str | None = None
    env: dict[str, str] = field(default_factory=dict)
    erp: str = "native"
    supports: frozenset[str] = frozenset()
    cycle_timeout: float = 30.0
    warm: Path | None = None


def load(path: str | Path) -> Manifest:
    """Read and check a manifest; ManifestError says everything that is wrong with it.

    The path of a mutant's module stands for the manifest of the mutant.
    """
    from conformance import mutants
    from conformance.manifest_form import Form, check

    if mutant := mutants.named_by(path):
        return replace(mutants.manifest_of(mutant), file=str(path))
    node = _composed(path)
    form, problems = check(_values(path, node))
    problems = [*_doubled(node), *problems]
    if problems:
        raise ManifestError([_problem(path, node, where, what) for where, what in problems])
    if not isinstance(form, Form):
        raise TypeError("a form without problems is a form")
    return Manifest(
        name=form.name,
        file=str(path),
        directory=Path(path).resolve().parent,
        command=tuple(form.command or ()),
        function=form.python,
        env=dict(form.env),
        erp=form.erp,
        supports=frozenset(form.supports),
        cycle_timeout=form.cycle_timeout,
    )


def _composed(path: str | Path) -> Node:
    """The document's tree, which knows the lines of its values."""
    import yaml

    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as fault:
        raise ManifestError([f"{path}: cannot be read: {fault.strerror}"]) from fault
    except UnicodeDecodeError as fault:
        raise ManifestError([f"{path}: is not text in UTF-8"]) from fault
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as fault:
        raise ManifestError([f"{path}{_marked(fault)}"]) from fault
    if node is None:
        raise ManifestError([f"{path}:1: is empty; a manifest has at least a name and a command"])
    return node


def _values(path: str | Path, node: Node) -> Any:
    import yaml

    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError) as fault:
        # Tags such as !!timestamp are made by code that takes their text to be well formed.
        raise ManifestError([f"{path}{_marked(fault)}"]) from fault
    finally:
        loader.dispose()


def _marked(fault: Exception) -> str:
    """Where the document breaks; the parser's own words differ from release to release."""
    mark = getattr(fault, "problem_mark", None)
    return f":{mark.line + 1}: valid YAML expected, column {mark.column + 1}" if mark else ": valid YAML expected"


def _problem(path: str | Path, node: Node, where: Location, what: str) -> str:
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
    return f"{path}:{_line(node, where)}: {name + ': ' if name else ''}{what}"


def _line(node: Node, where: Location) -> int:
    """The line of a location, or of the nearest one around it that exists."""
    line = node.start_mark.line + 1
    for part in where:
        found = _child(node, part)
        if found is None:
            break
        line, node = found
    return line


def _child(node: Node, part: str | int) -> tuple[int, Node] | None:
    """The line and the value of what lies under a key, or at an index."""
    if isinstance(part, int):
        return next(((item.start_mark.line + 1, item) for item in _items(node)[part : part + 1]), None)
    return next(((key.start_mark.line + 1, value) for key, value in _pairs(node) if key.value == part), None)


def _pairs(node: Node) -> list[tuple[Node, Node]]:
    from yaml.nodes import MappingNode

    return node.value if isinstance(node, MappingNode) else []


def _items(node: Node) -> list[Node]:
    from yaml.nodes import SequenceNode

    return node.value if isinstance(node, SequenceNode) else []


def _doubled(node: Node, where: Location = (), around: tuple[Node, ...] = ()) -> Iterator[tuple[Location, str]]:
    """Keys that stand twice in one mapping; YAML would silently keep the last."""
    if node in around:  # an alias can lead back to what it stands in
        return
    seen = set()
    for key, value in _pairs(node):
        if key.value in seen:
            yield (*where, key.value), f"stands twice; the second time in line {key.start_mark.line + 1}"
        seen.add(key.value)
        yield from _doubled(value, (*where, key.value), (*around, node))
