"""What callers are told of a value that is not of its type: every place, in words of our own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockkit.wanted import Misfit, malformed_json, misfits, words


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Part(msgspec.Struct, forbid_unknown_fields=True, rename={"as_": "as"}):
    as_: str
    size: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1


class Whole(msgspec.Struct):
    parts: list[Part]
    by_name: dict[str, str | bool | Part] = {}
    day: date | None = None


@dataclass
class Plain:
    do: str
    headers: dict[str, str] = field(default_factory=dict)
    times: int | None = 1


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (str, "a text"),
        (Annotated[str, msgspec.Meta(min_length=1, max_length=120)], "a text of 1 to 120 characters"),
        (Annotated[str, msgspec.Meta(max_length=200)], "a text of at most 200 characters"),
        (Annotated[str, msgspec.Meta(min_length=1)], "a text that is not empty"),
        (Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$", description="a currency")] | None, "a currency or null"),
        (Annotated[int, msgspec.Meta(ge=0)], "a whole number of at least 0"),
        (float, "a number"),
        (bool | None, "true or false or null"),
        (Decimal, "a decimal number"),
        (date, "a day such as 2026-01-31"),
        (datetime, "a time such as 2026-01-31T12:00:00Z"),
        (Literal["once", "twice"], "one of once, twice"),
        (Colour, "one of red, blue"),
        (str | dict[str, Any], "a text or an object"),
        (list[int], "a list"),
        (tuple[int, ...], "a list"),
        (Whole, "an object"),
        (Plain, "an object"),
        (bytes, "a value of another type"),
    ],
)
def test_a_type_is_told_in_words(kind: Any, says: str) -> None:
    assert words(kind) == says


def test_every_misfit_is_told_with_its_place() -> None:
    value = {
        "parts": [{"as": 5, "size": 10}, {"colour/1": 1}, "x"],
        "by_name": {"a~b": 3, "ok": True, "deep": {"as": None}},
        "day": "soon",
        "more": 1,
    }
    assert [(each.pointer, each.message) for each in misfits(value, Whole)] == [
        ("/parts/0/as", "must be a text"),
        ("/parts/0/size", "must be a whole number of 1 to 9"),
        ("/parts/1/as", "is missing"),
        ("/parts/1/colour~11", "there is no such field; there are as, size"),
        ("/parts/2", "must be an object"),
        ("/by_name/a~0b", "must be a text or true or false or an object"),
        ("/by_name/deep/as", "must be a text"),
        ("/day", "must be a day such as 2026-01-31 or null"),
    ]


def test_a_dataclass_has_fields_too() -> None:
    assert misfits({"headers": {"a": 1}, "times": "x"}, Plain) == [
        Misfit(("do",), "is missing"),
        Misfit(("headers", "a"), "must be a text"),
        Misfit(("times",), "must be a whole number or null"),
    ]


@pytest.mark.parametrize("value", [None, 5, "x", [], True])
def test_the_root_may_be_what_does_not_fit(value: object) -> None:
    assert misfits(value, Whole) == [Misfit((), "must be an object")]


def test_what_fits_has_none() -> None:
    assert misfits({"parts": [{"as": "x"}], "day": None}, Whole) == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_there_is_a_misfit_exactly_where_the_codec_refuses(value: object) -> None:
    for kind in (Whole, Plain, list[int], dict[str, int], Annotated[list[int], msgspec.Meta(max_length=1)], str | None):
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError:
            assert misfits(value, kind)
        else:
            assert not misfits(value, kind)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"a": 1,\n "b" 2}', "valid JSON expected: line 2, column 6"),
        (b"", "valid JSON expected: line 1, column 1"),
        (b'{"a": "\xff"}', "valid UTF-8 expected: byte 7"),
        (b"[NaN]", "valid JSON expected"),
        (b"[" * 100_000, "valid JSON expected"),
    ],
)
def test_what_is_not_json_is_told_with_its_position(data: bytes, says: str) -> None:
    assert malformed_json(data) == says
