"""YAML as strangers write it: its values, the line and column of each, and a clear word about what cannot be read.

Days stay texts (YAML itself would make dates of them). Size, depth and what aliases unfold to are bounded. Reading goes
on past an error where it can, so that all of them are reported at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from harness_input.validation import FieldError, Path

MAX_BYTES = 1024 * 1024
MAX_NODES = 100_000
MAX_DEPTH = 32
MAX_ERRORS = 100
MAX_NUMBER_LENGTH = 40
"""Characters; YAML 1.1 knows numbers to the base of 60, whose reading takes steps that grow with the square of them."""

_MERGE = "<<"
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_PLAIN = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, OverflowError)
"""What the library raises for a scalar that has the form of its tag and no more, e.g. a number."""


class Mark(NamedTuple):
    """A place in a text; lines and columns count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class PlacedError(FieldError):
    """An error with its place in the text; None where it has none."""

    mark: Mark | None = None

    def as_line(self, file: str) -> str:
        """One line: ``file:line:column: field: what is wrong``."""
        place = "" if self.mark is None else f"{self.mark.line}:{self.mark.column}:"
        return f"{file}:{place} {self}"


@dataclass(frozen=True, slots=True)
class YamlSource:
    """A document that was read: its value, where its parts and their names stand, and what is wrong with it as YAML.

    ``value`` is what could be read; None where nothing could.
    """

    value: Any
    marks: Mapping[Path, Mark]
    names: Mapping[Path, Mark]
    errors: tuple[PlacedError, ...] = ()

    def placed(self, errors: Iterable[FieldError]) -> list[PlacedError]:
        """The errors with the marks of their fields, or of the innermost thing around each that is written down."""
        found = (PlacedError(error.path, error.message, error.reason, self._mark(error)) for error in errors)
        return sorted(found, key=lambda error: error.mark or Mark(0, 0))

    def _mark(self, error: FieldError) -> Mark | None:
        around = (error.path[:end] for end in range(len(error.path), -1, -1))
        path = next((path for path in around if path in self.marks), None)
        if path is None:
            return None
        value, name = self.marks[path], self.names.get(path, self.marks[path])
        return name if error.reason == "unknown" or name.line < value.line else value


class _Unreadable(Exception):
    """Nothing after this can be read."""

    def __init__(self, message: str, mark: Mark | None = None, path: Path = ()) -> None:
        super().__init__(message)
        self.error = PlacedError(path, message, mark=mark)


def read_yaml(data: bytes) -> YamlSource:
    """The one document in the data."""
    try:
        return _read(_decoded(data))
    except _Unreadable as unreadable:
        return YamlSource(None, {}, {}, (unreadable.error,))


def _read(text: str) -> YamlSource:
    import yaml

    try:
        _bound_depth(text)
        loader = _loader_class()(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise _Unreadable("the file is empty", Mark(1, 1))
            reading = _Reading(loader)
            value = reading.value(node, ())
            return YamlSource(value, reading.marks, reading.names, tuple(reading.errors))
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise _malformed(text, error.problem_mark or error.context_mark) from None
    except yaml.reader.ReaderError as error:
        told = "valid YAML expected; it may not hold this character"
        raise _Unreadable(told, _mark_at(text, error.position)) from None


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _Unreadable(f"the file is larger than {MAX_BYTES // 1024} KB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        raise _Unreadable(f"valid UTF-8 expected: byte {error.start}", _mark_at(before, len(before))) from None


def _mark_at(text: str, position: int) -> Mark:
    before = text[:position]
    return Mark(before.count("\n") + 1, position - before.rfind("\n"))


def _mark_of(node: Any) -> Mark:
    return Mark(node.start_mark.line + 1, node.start_mark.column + 1)


def _malformed(text: str, mark: Any) -> _Unreadable:
    """What the parser could not read, by its place; the parser's own words differ from release to release."""
    if mark is None:
        return _Unreadable("valid YAML expected")
    lines = text.splitlines()
    rest = lines[mark.line][mark.column :] if mark.line < len(lines) else ""
    at = Mark(mark.line + 1, mark.column + 1)
    if rest.startswith("\t"):
        return _Unreadable("valid YAML expected; spaces indent, a tab does not", at)
    if rest.startswith("---") and mark.column == 0:
        return _Unreadable("one document expected; here begins another", at)
    told = f"not {rest.strip()[:40]!r}" if rest.strip() else "the text ends too early"
    return _Unreadable(f"valid YAML expected; {told}", at)


@cache
def _loader_class() -> Any:
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        """Safe, fast, and without dates."""

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in base.yaml_implicit_resolvers.items()
    }
    return Loader


def _bound_depth(text: str) -> None:
    """The composer recurses; events do not, so they tell first whether it may."""
    import yaml

    depth = 0
    events: Iterator[Any] = yaml.parse(text, Loader=_loader_class())
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _Unreadable(f"nested more than {MAX_DEPTH} deep", _mark_of(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Reading:
    """One document being turned into values, each node counted as often as aliases repeat it."""

    def __init__(self, loader: Any) -> None:
        self.marks: dict[Path, Mark] = {}
        self.names: dict[Path, Mark] = {}
        self.errors: list[PlacedError] = []
        self._loader = loader
        self._nodes = 0

    def value(self, node: Any, path: Path) -> Any:
        """The value of a node; what cannot be read is noted, and is None."""
        import yaml

        self._nodes += 1
        if self._nodes > MAX_NODES or len(path) > MAX_DEPTH:
            raise _Unreadable("aliases unfold to more than can be read", _mark_of(node), path)
        self.marks.setdefault(path, _mark_of(node))
        if isinstance(node, yaml.CollectionNode) and node.tag not in _PLAIN:
            return self._note(path, f"unknown tag {node.tag}", node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._scalar(node, path)

    def _note(self, path: Path, message: str, node: Any) -> None:
        if len(self.errors) < MAX_ERRORS:
            self.errors.append(PlacedError(path, message, mark=_mark_of(node)))

    def _scalar(self, node: Any, path: Path) -> Any:
        import yaml

        if node.tag in _NUMBERS and len(node.value) > MAX_NUMBER_LENGTH:
            return self._note(path, f"a number of more than {MAX_NUMBER_LENGTH} characters; put a text in quotes", node)
        try:
            return self._loader.construct_object(node)
        except yaml.YAMLError:
            return self._note(path, f"unknown tag {node.tag}", node)
        except _UNREADABLE:
            return self._note(path, f"{node.value[:100]!r} cannot be read as {node.tag.rpartition(':')[2]}", node)

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        inherited: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, path)
            if key is None:
                continue
            if key in found:
                first = self.names[*path, key].line
                self._note((*path, key), f"stands here more than once; the first time in line {first}", key_node)
                continue
            if key == _MERGE:
                inherited = self._merged(self.value(value_node, path), path, key_node)
                continue
            found[key] = self.value(value_node, (*path, key))
            self.marks[*path, key], self.names[*path, key] = _mark_of(value_node), _mark_of(key_node)
        return {**inherited, **found}

    def _merged(self, value: Any, path: Path, node: Any) -> dict[str, Any]:
        parents = value if isinstance(value, list) else [value]
        if not all(isinstance(parent, dict) for parent in parents):
            self._note(path, "only a mapping can be merged in with <<", node)
            return {}
        return {key: value for parent in reversed(parents) for key, value in parent.items()}

    def _key(self, node: Any, path: Path) -> str | None:
        if node.tag == "tag:yaml.org,2002:merge":
            return _MERGE
        if node.tag != "tag:yaml.org,2002:str":
            self._note(path, f"the name {str(node.value)[:100]!r} must be a text: put it in quotes", node)
            return None
        return str(node.value)
