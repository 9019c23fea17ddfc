"""YAML that cannot be read: what is wrong with it, and on which line."""

from __future__ import annotations

import re

import pytest

from concur_harness.scenarios.mistakes import ScenarioRefused
from concur_harness.scenarios.yaml_source import MOST_BYTES, read_yaml


def read(text: str | bytes):
    return read_yaml(text.encode() if isinstance(text, str) else text, "mine.yaml")


def refusal(text: str | bytes) -> str:
    with pytest.raises(ScenarioRefused) as refused:
        read(text)
    (line,) = refused.value.lines()
    return line


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("name: x\n\tcompany: y\n", 2, "valid YAML expected; at column "),
        ("name: [x\ncompany: y\n", 2, "valid YAML expected; at column 8: : y"),
        ("name: x\nreports: [\n", 3, "valid YAML expected; the text ends too early"),
        ("name: x\nabout: \x07\n", 2, "valid YAML expected; there is a character that no YAML may hold"),
        ("name: x\nabout: !!int many\n", 2, "'many' is no value of the tag tag:yaml.org,2002:int"),
        ("name: x\nabout: !ours many\n", 2, "valid YAML expected; there is no tag !ours"),
        ("", 1, "the file is empty"),
        ("# only a comment\n", 1, "the file is empty"),
        ("name: x\nreports: []\nname: y\n", 3, "'name' stands here more than once"),
        ("accounts: {6400: x}\n", 1, "'6400' is to be a text: put it in quotes"),
        ("name: x\n---\nname: y\n", 2, "valid YAML expected; at column 1: ---"),
        (
            "name: !!python/object/apply:os.system [ls]\n",
            1,
            "valid YAML expected; there is no tag tag:yaml.org,2002:python/",
        ),
        ("name: *nobody\n", 1, "valid YAML expected; at column 7: *nobody"),
        ("a: 1\n<<: text\n", 2, "only a mapping can be merged"),
        ("a: 1\nx: " + "[" * 40 + "]" * 40, 2, "nested more than"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, line, says):
    told = refusal(text)
    assert told.startswith(f"mine.yaml:{line}: ")
    assert says in told


def test_bytes_that_are_no_utf8_are_told_with_their_line():
    assert refusal(b"name: x\nabout: \xff\n") == "mine.yaml:2: byte 15 is no UTF-8"


def test_a_file_that_is_too_large_is_not_read():
    assert "larger than" in refusal(b"#" * (MOST_BYTES + 1))


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
    refused = refusal("[" * 200_000)
    assert re.fullmatch(r"mine\.yaml:1: (nested more than 32 deep|valid YAML expected; at column \d+: \[+)", refused)


def test_days_stay_texts_and_lines_are_known():
    value, lines = read("a: 2026-01-31\nrows:\n  - b: -5d\n  - c: 1.5\n")
    assert value == {"a": "2026-01-31", "rows": [{"b": "-5d"}, {"c": 1.5}]}
    assert lines["a",] == 1
    assert lines["rows", 1, "c"] == 4


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert read(b"\xef\xbb\xbfname: x\n")[0] == {"name": "x"}


def test_rows_may_be_shared_by_anchors_and_merged():
    value, _ = read("base: &base {type: TAXIX, amount: '1.00'}\nrows: [*base, {<<: *base, amount: '2.00'}]\n")
    assert value["rows"] == [{"type": "TAXIX", "amount": "1.00"}, {"type": "TAXIX", "amount": "2.00"}]
