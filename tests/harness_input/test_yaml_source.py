"""YAML that cannot be read: what is wrong with it, and where."""

from __future__ import annotations

import re

import pytest

from harness_input.validation import FieldError
from harness_input.yaml_source import MAX_BYTES, Mark, read_yaml


def read(text: str | bytes):
    return read_yaml(text.encode() if isinstance(text, str) else text)


def refusal(text: str | bytes) -> str:
    (error,) = read(text).errors
    return error.as_line("mine.yaml")


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("name: x\n\tcompany: y\n", "2:1", "valid YAML expected; spaces indent, a tab does not"),
        ("name: [x\ncompany: y\n", "2:8", "valid YAML expected; not ': y'"),
        ("name: x\nreports: [\n", "3:1", "valid YAML expected; the text ends too early"),
        ("name: x\nabout: \x07\n", "2:8", "valid YAML expected; it may not hold this character"),
        ("name: x\nabout: !!int many\n", "2:8", "about: 'many' cannot be read as int"),
        ("name: x\nabout: !ours many\n", "2:8", "about: unknown tag !ours"),
        ("", "1:1", "the file is empty"),
        ("# only a comment\n", "1:1", "the file is empty"),
        ("name: x\nreports: []\nname: y\n", "3:1", "name: stands here more than once; the first time in line 1"),
        ("accounts: {6400: x}\n", "1:12", "accounts: the name '6400' must be a text: put it in quotes"),
        ("name: x\n---\nname: y\n", "2:1", "one document expected; here begins another"),
        ("name: !!python/object/apply:os.system [ls]\n", "1:7", "unknown tag tag:yaml.org,2002:python/"),
        ("name: *nobody\n", "1:7", "valid YAML expected; not '*nobody'"),
        ("a: 1\n<<: text\n", "2:1", "only a mapping can be merged"),
        ("a: 1\nx: " + "[" * 40 + "]" * 40, "2:35", "nested more than"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, place, says):
    told = refusal(text)
    assert told.startswith(f"mine.yaml:{place}: ")
    assert says in told


def test_reading_goes_on_past_what_cannot_be_read() -> None:
    source = read("a: 1\na: 2\nb: !ours x\n5: y\nc: !!int z\nd: 4\n")
    assert source.value == {"a": 1, "b": None, "c": None, "d": 4}
    assert [error.mark for error in source.errors] == [Mark(2, 1), Mark(3, 4), Mark(4, 1), Mark(5, 4)]


def test_bytes_that_are_no_utf8_are_told_with_their_place():
    assert refusal(b"name: x\nabout: \xff\n") == "mine.yaml:2:8: valid UTF-8 expected: byte 15"


def test_a_file_that_is_too_large_is_not_read():
    assert "larger than" in refusal(b"#" * (MAX_BYTES + 1))


def bomb(separator: str) -> str:
    lines = [f"a0: &a0 {separator.format('x: 1')}"]
    for level in range(1, 12):
        parts = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} [{parts}]")
    return "\n".join(lines)


@pytest.mark.parametrize("text", [bomb("[{}]"), "a: &a [*a]", "a: &a {b: *a}"])
def test_aliases_that_unfold_without_end_are_stopped(text):
    assert "aliases unfold to more than can be read" in refusal(text)


def test_merge_keys_that_unfold_without_end_are_stopped():
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}], k{n}: 1}}" for n in range(1, 12)]
    assert "aliases unfold" in refusal("\n".join(lines))


def test_deep_nesting_does_not_break_the_reader():
    """Newer parsers have a limit of their own, which they meet before the first bracket is told."""
    told = refusal("[" * 200_000)
    assert re.fullmatch(r"mine\.yaml:1:\d+: (nested more than 32 deep|valid YAML expected; not '\[+')", told)


def test_days_stay_texts_and_places_are_known():
    source = read("a: 2026-01-31\nrows:\n  - b: -5d\n  - c: 1.5\n")
    assert source.value == {"a": "2026-01-31", "rows": [{"b": "-5d"}, {"c": 1.5}]}
    errors = [
        FieldError(("rows", 1, "c"), "wrong"),
        FieldError(("rows", 1, "c"), "unknown field", "unknown"),
        FieldError(("rows", 0, "missing"), "is required", "missing"),
        FieldError(("rows",), "too long"),
        FieldError(("a",), "wrong"),
    ]
    assert [error.as_line("f") for error in source.placed(errors)] == [
        "f:1:4: a: wrong",
        "f:2:1: rows: too long",
        "f:3:5: rows[0].missing: is required",
        "f:4:5: rows[1].c: unknown field",
        "f:4:8: rows[1].c: wrong",
    ]


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert read(b"\xef\xbb\xbfname: x\n").value == {"name": "x"}


def test_rows_may_be_shared_by_anchors_and_merged():
    value = read("base: &base {type: TAXIX, amount: '1.00'}\nrows: [*base, {<<: *base, amount: '2.00'}]\n").value
    assert value["rows"] == [{"type": "TAXIX", "amount": "1.00"}, {"type": "TAXIX", "amount": "2.00"}]
