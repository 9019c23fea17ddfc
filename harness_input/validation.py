"""One way to read a typed body: every mistake at once, each with its path, in words of our own.

A body is declared once, as a ``msgspec.Struct`` (or a dataclass) whose fields have types, constraints and defaults:

    class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
        account: Annotated[str, msgspec.Meta(max_length=200), Doc("a code of the chart of accounts")]
        amount: Annotated[str, msgspec.Meta(pattern=AMOUNT, description='a decimal text, e.g. "12.50"')]
        tax: Annotated[str, Check(is_rate)] = "0"

        def inconsistencies(self) -> Iterator[FieldError]: ...

``msgspec.Meta`` has what the codec itself holds a value to, and its ``description`` is what is asked for, in words;
:class:`Check` adds a rule of ours, :class:`Reference` that the text names something known, ``inconsistencies`` what is
wrong between the fields of an object. :class:`Doc` says what a field is for, in the API's description and in the
tables of the documentation.

The codec stops at its first error and words it as its release pleases. So what fits is decoded by the codec, and only
what does not is walked here. This module knows neither mocks nor harness: the conformance suite reads its manifests
with it too.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from types import NoneType
from typing import Any, Literal, TypeVar, get_args

import msgspec

from harness_input.codec import convert, decode_json
from harness_input.suggestions import Suggestions
from harness_input.type_rules import (
    PLAIN_WORDS,
    UNITS,
    Check,
    Doc,
    Field,
    Reference,
    TypeRule,
    choices_of,
    class_of,
    fields_of,
    parts_of,
    rule_of,
    shape_of,
    shape_of_type,
    shapes_of,
    tag_of,
    words,
)

__all__ = [
    "Check",
    "Doc",
    "FieldError",
    "MalformedJson",
    "Path",
    "Reference",
    "Suggestions",
    "ValidationFailed",
    "errors_of",
    "malformed_json",
    "parse_json",
    "read",
    "read_json",
    "value_at",
    "without_errors",
    "words",
]

T = TypeVar("T")

Path = tuple[str | int, ...]
"""Where something stands in a value: names of fields and indices, from the root."""

MAX_ERRORS = 1000
"""So many errors of one body are reported; the others wait for the next try."""


@dataclasses.dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; the message reads on from its name. ``reason`` says of which sort it is."""

    path: Path
    message: str
    reason: Literal["missing", "unknown", "invalid"] = "invalid"

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer (RFC 6901), e.g. ``/reports/0/entries/1/amount``."""
        return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in self.path)

    @property
    def field(self) -> str:
        """The path as people read it, e.g. ``reports[0].entries[1].amount``."""
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return "".join(parts).removeprefix(".")

    def within(self, *path: str | int) -> FieldError:
        """The same error, of a value that itself stands at ``path``."""
        return dataclasses.replace(self, path=(*path, *self.path))

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.path else self.message


class ValidationFailed(ValueError):
    """A value cannot be used: every error that was found, never none."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(str(error) for error in self.errors[:10]))


class MalformedJson(ValueError):
    """Bytes that are no JSON; the text says where, e.g. ``valid JSON expected: line 3, column 7``."""


def read_json(data: bytes, kind: type[T]) -> T:
    """The typed value in a body. Raises MalformedJson, and ValidationFailed with every error."""
    plain: Any = kind
    if not has_rules(plain):
        try:
            return decode_json(data, kind)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            pass
    return read(parse_json(data), kind)


def parse_json(data: bytes) -> Any:
    """The value in a body, whatever it is. Raises MalformedJson."""
    try:
        return msgspec.json.decode(data)
    except RecursionError:
        raise MalformedJson("nested too deeply") from None
    except (msgspec.DecodeError, UnicodeError):
        raise MalformedJson(malformed_json(data)) from None


def read(value: object, kind: type[T]) -> T:
    """A parsed value as the type has it. Raises ValidationFailed with every error."""
    errors = errors_of(value, kind)
    if errors:
        raise ValidationFailed(errors)
    return convert(value, kind)


def errors_of(
    value: object, kind: Any, most: int = MAX_ERRORS, *, known: Mapping[str, Collection[str]] | None = None
) -> list[FieldError]:
    """Everything that is wrong with a parsed value, in the order of the type's fields, ``most`` of it at most.

    ``known`` has the names of things by their sort, to which each :class:`Reference` is held.
    """
    if not has_rules(kind) and _fits(value, kind):
        return []
    found = list(islice(_Walk(known or {}).errors(value, kind, ()), most))
    if not found and not _fits(value, kind):
        return [FieldError((), f"must be {words(kind)}")]
    return found


def without_errors(value: Any, errors: Iterable[FieldError], kind: Any) -> Any:
    """The value without the fields that are wrong, so that defaults stand in for them.

    None where that cannot be: what is left must be of the type.
    """
    paths = {error.path for error in errors if error.reason != "missing"}
    if any(not path or isinstance(path[-1], int) for path in paths):
        return None
    left = _without(value, paths)
    return left if _fits(left, kind) else None


def _without(value: Any, paths: set[Path]) -> Any:
    if not paths:
        return value
    below: dict[str | int, set[Path]] = {}
    for first, *rest in paths:
        below.setdefault(first, set()).add(tuple(rest))
    if isinstance(value, Mapping):
        return {
            name: _without(part, below.get(name, set()))
            for name, part in value.items()
            if () not in below.get(name, ())
        }
    return [_without(part, below.get(index, set())) for index, part in enumerate(value)]


def value_at(value: Any, path: Path) -> Any:
    """What stands at a path of a parsed value; None where nothing does."""
    for part in path:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, Sequence) and not isinstance(value, str) and isinstance(part, int):
            value = value[part] if part < len(value) else None
        else:
            return None
    return value


def malformed_json(data: bytes) -> str:
    """Why the bytes are not JSON, e.g. ``valid JSON expected: line 3, column 7``. Takes bytes that were refused."""
    try:
        json.loads(data.decode())
    except UnicodeDecodeError as error:
        return f"valid UTF-8 expected: byte {error.start}"
    except json.JSONDecodeError as error:
        return f"valid JSON expected: line {error.lineno}, column {error.colno}"
    except (ValueError, RecursionError):
        pass
    return "valid JSON expected"


@cache
def has_rules(kind: Any) -> bool:
    """Whether there is anything in the type that the codec does not know."""
    seen: set[Any] = set()
    waiting = [kind]
    while waiting:
        rule = rule_of(waiting.pop())
        if rule.checks or rule.references or hasattr(rule.bare, "inconsistencies"):
            return True
        if rule.bare not in seen:
            seen.add(rule.bare)
            waiting += rule.options or parts_of(rule.bare)
    return False


def _fits(value: object, kind: Any) -> bool:
    try:
        convert(value, kind)
    except (msgspec.ValidationError, RecursionError):
        return False
    return True


class _Walk:
    """One value gone through by its type, each node once."""

    def __init__(self, known: Mapping[str, Collection[str]]) -> None:
        self._known = known
        self._suggestions = Suggestions()

    def errors(self, value: Any, kind: Any, path: Path) -> Iterator[FieldError]:
        """Every error of the value; the checks of a type are asked only where nothing else is wrong."""
        rule = rule_of(kind)
        sound = True
        for error in self._of_option(value, rule, path) if rule.options else self._of_plain(value, rule, path):
            sound = False
            yield error
        if sound and value is not None:
            yield from self._of_marks(value, rule, path)

    def _of_marks(self, value: Any, rule: TypeRule, path: Path) -> Iterator[FieldError]:
        found = (check.wrong(value) for check in rule.checks)
        yield from (FieldError(path, wrong) for wrong in found if wrong is not None)
        for reference in rule.references:
            known = self._known.get(reference.sort)
            if value and known is not None and value not in known:
                there_are = self._suggestions.listed(value, known)
                yield FieldError(path, f"unknown {reference.sort} {value!r}; there are {there_are}")

    def _of_option(self, value: Any, rule: TypeRule, path: Path) -> Iterator[FieldError]:
        """The errors by the one type of a union that the value is written as."""
        options = [option for option in rule.options if option is not NoneType]
        if value is None:
            if len(options) == len(rule.options):
                yield FieldError(path, f"must be {words(rule.kind)}, not null")
            return
        fitting = [each for each in options if shape_of(value) in shapes_of(each)]
        tagged = [each for each in fitting if tag_of(each)[1] is not None]
        if len(tagged) > 1:
            yield from self._of_tagged(value, tagged, path)
        elif fitting or (len(options) == 1 and not rule.description):
            yield from self.errors(value, (fitting or options)[0], path)
        else:
            yield FieldError(path, f"must be {words(rule.kind)}")

    def _of_tagged(self, value: Mapping[str, Any], kinds: list[Any], path: Path) -> Iterator[FieldError]:
        field = str(tag_of(kinds[0])[0])
        by_tag = {str(tag_of(kind)[1]): kind for kind in kinds}
        if field not in value:
            yield FieldError((*path, field), f"is required: one of {', '.join(by_tag)}", "missing")
        elif not isinstance(value[field], str) or value[field] not in by_tag:
            yield FieldError((*path, field), f"must be one of {self._suggestions.listed(value[field], by_tag)}")
        else:
            yield from self.errors(value, by_tag[value[field]], path)

    def _of_plain(self, value: Any, rule: TypeRule, path: Path) -> Iterator[FieldError]:
        shape = shape_of_type(rule.bare)
        if shape == "any":
            return
        if shape != shape_of(value) or (shape in ("list", "object") and rule.has_wrong_length(value)):
            yield FieldError(path, self._unfit(value, rule, shape))
        elif (fields := fields_of(rule.bare)) is not None:
            yield from self._of_object(value, rule.bare, fields, path)
        elif shape == "object":
            yield from self._of_mapping(value, rule.bare, path)
        elif shape == "list":
            part = (get_args(rule.bare) or (Any,))[0]
            for index, each in enumerate(value):
                yield from self.errors(each, part, (*path, index))
        elif not _fits(value, rule.kind):
            yield FieldError(path, self._unfit(value, rule, shape))

    def _unfit(self, value: Any, rule: TypeRule, shape: str) -> str:
        """What is wrong with a value that is of another shape, too long, or none of those that may stand here."""
        given = shape_of(value)
        if shape == given and shape in UNITS and rule.has_wrong_length(value):
            if not value:
                return "must not be empty"
            if shape == "text" or not rule.description:
                return f"must be {PLAIN_WORDS[class_of(rule.bare)]}{rule.bounds()}"
        choices = choices_of(rule.bare)
        if choices and not rule.description:
            return f"must be one of {self._suggestions.listed(value, choices)}"
        wanted = f"must be {words(rule.kind) if shape == given else rule.written_as()}"
        if value is None:
            return f"{wanted}, not null"
        return f"{wanted}: put {value} in quotes" if shape == "text" and given == "number" else wanted

    def _of_object(
        self, value: Mapping[Any, Any], kind: Any, fields: Mapping[str, Field], path: Path
    ) -> Iterator[FieldError]:
        errors: list[FieldError] = []
        for error in self._of_fields(value, kind, fields, path):
            errors.append(error)
            yield error
        if hasattr(kind, "inconsistencies"):
            within = [dataclasses.replace(error, path=error.path[len(path) :]) for error in errors]
            sound = without_errors(value, within, kind)
            if sound is not None:
                told = {error.path for error in within}
                between: Iterable[FieldError] = convert(sound, kind).inconsistencies()
                yield from (error.within(*path) for error in between if error.path not in told)

    def _of_fields(
        self, value: Mapping[Any, Any], kind: Any, fields: Mapping[str, Field], path: Path
    ) -> Iterator[FieldError]:
        for name, field in fields.items():
            if name in value:
                yield from self.errors(value[name], field.type, (*path, name))
            elif field.required:
                yield FieldError((*path, name), "is required", "missing")
        config = getattr(kind, "__struct_config__", None)
        if config is not None and config.forbid_unknown_fields:
            for name in value:
                if name not in fields and name != config.tag_field:
                    yield FieldError((*path, name), self._unknown(name, list(fields)), "unknown")

    def _unknown(self, name: str, known: list[str]) -> str:
        near = self._suggestions.near(name, known)
        return f"unknown field; did you mean {near[0]}?" if near else f"unknown field; there are {', '.join(known)}"

    def _of_mapping(self, value: Mapping[Any, Any], bare: Any, path: Path) -> Iterator[FieldError]:
        names, values = get_args(bare) or (str, Any)
        known = choices_of(rule_of(names).bare)
        for name, part in value.items():
            if known and name not in known:
                yield FieldError((*path, name), self._unknown(name, known), "unknown")
                continue
            wrong = () if known else self.errors(name, names, ())
            yield from (FieldError((*path, name), f"its name {each.message}", "unknown") for each in wrong)
            yield from self.errors(part, values, (*path, name))
