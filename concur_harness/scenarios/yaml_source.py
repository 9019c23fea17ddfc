"""YAML as strangers write it: values with the line of each, and a clear word about what cannot be read.

Days stay texts (YAML itself would make dates of them). Size, depth and what aliases unfold to are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from concur_harness.scenarios.mistakes import Mistake, Path, ScenarioRefused

MOST_BYTES = 1024 * 1024
MOST_NODES = 100_000
MOST_DEPTH = 32
LONGEST_NUMBER = 40
"""Characters; YAML 1.1 knows numbers to the base of 60, whose reading takes steps that grow with the square of them."""

_MERGE = "<<"
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_PLAIN = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")

Lines = Mapping[Path, int]
"""The line of each value by its path, counted from 1."""


def read_yaml(data: bytes, file: str) -> tuple[Any, Lines]:
    """The one document in the data, and where its values stand. Raises ScenarioRefused."""
    text = _decoded(data, file)
    import yaml

    try:
        _bound_depth(text, file)
        loader = _loader_class()(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise _refused(file, 1, "the file is empty")
            reading = _Reading(loader, file)
            return reading.value(node, ()), reading.lines
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise _malformed(text, error.problem_mark or error.context_mark, file) from None
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise _refused(file, line, "valid YAML expected; there is a character that no YAML may hold") from None


def _decoded(data: bytes, file: str) -> str:
    if len(data) > MOST_BYTES:
        raise _refused(file, None, f"the file is larger than {MOST_BYTES // 1024} KB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refused(file, line, f"byte {error.start} is no UTF-8") from None


def _malformed(text: str, mark: Any, file: str) -> ScenarioRefused:
    """What the parser could not read, by its place; the parser's own words differ from release to release."""
    if mark is None:
        return _refused(file, None, "valid YAML expected")
    lines = text.splitlines()
    rest = lines[mark.line][mark.column :].strip() if mark.line < len(lines) else ""
    at = f"at column {mark.column + 1}: {rest[:40]}" if rest else "the text ends too early"
    return _refused(file, mark.line + 1, f"valid YAML expected; {at}")


def _refused(file: str, line: int | None, message: str) -> ScenarioRefused:
    return ScenarioRefused([Mistake((), message, line)], file)


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


def _bound_depth(text: str, file: str) -> None:
    """The composer recurses; events do not, so they tell first whether it may."""
    import yaml

    depth = 0
    events: Iterator[Any] = yaml.parse(text, Loader=_loader_class())
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                line = event.start_mark.line + 1 if event.start_mark else None
                raise _refused(file, line, f"nested more than {MOST_DEPTH} deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Reading:
    """One document being turned into values, each node counted as often as aliases repeat it."""

    def __init__(self, loader: Any, file: str) -> None:
        self.lines: dict[Path, int] = {}
        self._loader = loader
        self._file = file
        self._nodes = 0

    def value(self, node: Any, path: Path) -> Any:
        import yaml

        line = node.start_mark.line + 1
        self._nodes += 1
        if self._nodes > MOST_NODES or len(path) > MOST_DEPTH:
            raise _refused(self._file, line, "aliases unfold to more than can be read")
        self.lines.setdefault(path, line)
        if isinstance(node, yaml.CollectionNode) and node.tag not in _PLAIN:
            raise _refused(self._file, line, f"valid YAML expected; there is no tag {node.tag}")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._scalar(node, line)

    def _scalar(self, node: Any, line: int) -> Any:
        import yaml

        if node.tag in _NUMBERS and len(node.value) > LONGEST_NUMBER:
            raise _refused(self._file, line, f"a number of more than {LONGEST_NUMBER} characters; put a text in quotes")
        try:
            return self._loader.construct_object(node)
        except yaml.YAMLError:
            raise _refused(self._file, line, f"valid YAML expected; there is no tag {node.tag}") from None
        except (
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
            OverflowError,
        ):  # e.g. a day or a number in form only
            raise _refused(self._file, line, f"{node.value[:100]!r} is no value of the tag {node.tag}") from None

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        inherited: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = self._key(key_node), key_node.start_mark.line + 1
            if key in found:
                raise _refused(self._file, line, f"{key!r} stands here more than once")
            value = self.value(value_node, path if key == _MERGE else (*path, key))
            if key == _MERGE:
                inherited = self._merged(value, line)
                continue
            self.lines[*path, key] = line
            found[key] = value
        return {**inherited, **found}

    def _merged(self, value: Any, line: int) -> dict[str, Any]:
        parents = value if isinstance(value, list) else [value]
        if not all(isinstance(parent, dict) for parent in parents):
            raise _refused(self._file, line, "only a mapping can be merged in with <<")
        return {key: value for parent in reversed(parents) for key, value in parent.items()}

    def _key(self, node: Any) -> str:
        if node.tag == "tag:yaml.org,2002:merge":
            return _MERGE
        if node.tag != "tag:yaml.org,2002:str":
            line = node.start_mark.line + 1
            raise _refused(self._file, line, f"the key {node.value!r} is to be a text: put it in quotes")
        return str(node.value)
