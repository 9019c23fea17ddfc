"""What callers are told of a body that cannot be used: every error at once, with its path, in words of our own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness_input.validation import (
    Check,
    Doc,
    FieldError,
    MalformedJson,
    Suggestions,
    ValidationFailed,
    errors_of,
    malformed_json,
    read_json,
    value_at,
    words,
)


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
        (Annotated[float, msgspec.Meta(gt=0, le=600)], "a number above 0 and at most 600"),
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


def test_every_error_is_told_with_its_place() -> None:
    value = {
        "parts": [{"as": 5, "size": 10}, {"colour/1": 1}, "x"],
        "by_name": {"a~b": 3, "ok": True, "deep": {"as": None}},
        "day": "soon",
        "more": 1,
    }
    assert [(each.pointer, each.message) for each in errors_of(value, Whole)] == [
        ("/parts/0/as", "must be a text: put 5 in quotes"),
        ("/parts/0/size", "must be a whole number of 1 to 9"),
        ("/parts/1/as", "is required"),
        ("/parts/1/colour~11", "unknown field; there are as, size"),
        ("/parts/2", "must be an object"),
        ("/by_name/a~0b", "must be a text or true or false or an object"),
        ("/by_name/deep/as", "must be a text, not null"),
        ("/day", "must be a day such as 2026-01-31"),
    ]


def test_a_dataclass_has_fields_too() -> None:
    assert errors_of({"headers": {"a": 1}, "times": "x"}, Plain) == [
        FieldError(("do",), "is required", "missing"),
        FieldError(("headers", "a"), "must be a text: put 1 in quotes"),
        FieldError(("times",), "must be a whole number"),
    ]


@pytest.mark.parametrize("value", [None, 5, "x", [], True])
def test_the_root_may_be_what_does_not_fit(value: object) -> None:
    assert [(each.path, each.message[:17]) for each in errors_of(value, Whole)] == [((), "must be an object")]


def test_what_fits_has_none() -> None:
    assert errors_of({"parts": [{"as": "x"}], "day": None}, Whole) == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_there_is_an_error_exactly_where_the_codec_refuses(value: object) -> None:
    for kind in (Whole, Plain, list[int], dict[str, int], Annotated[list[int], msgspec.Meta(max_length=1)], str | None):
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError:
            assert errors_of(value, kind)
        else:
            assert not errors_of(value, kind)


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


def is_even(value: int) -> str | None:
    return "must be even" if value % 2 else None


class Rectangle(msgspec.Struct, forbid_unknown_fields=True, tag_field="shape", tag="rectangle"):
    width: Annotated[int, msgspec.Meta(ge=1), Check(is_even)]
    height: int = 2
    colour: Annotated[Literal["red", "blue", "green"], Doc("how it is painted")] = "red"

    def inconsistencies(self) -> Iterator[FieldError]:
        if self.height > self.width:
            yield FieldError(("height",), "must not be above the width")


class Circle(msgspec.Struct, forbid_unknown_fields=True, tag_field="shape", tag="circle"):
    radius: int


class Drawing(msgspec.Struct, forbid_unknown_fields=True):
    shapes: list[Rectangle | Circle] = []
    frame: Annotated[Rectangle | str, msgspec.Meta(description="a rectangle, or the name of one")] | None = None
    names: dict[Annotated[str, msgspec.Meta(max_length=3)], int] = {}
    prices: dict[
        Literal["gross", "net"], Annotated[str, msgspec.Meta(pattern="^[0-9]+$", description="an amount")]
    ] = {}


def told(value: object) -> dict[str, str]:
    return {error.field: error.message for error in errors_of(value, Drawing)}


def test_our_own_rules_are_asked_wherever_a_type_stands() -> None:
    value = {
        "shapes": [
            {"shape": "rectangle", "width": 3},
            {"shape": "rectangle", "width": 0},
            {"shape": "rectangle", "width": 4, "height": 5},
            {"shape": "rectangle", "width": 4, "hight": 5},
            {"shape": "circle", "radius": 1, "colour": "red"},
        ]
    }
    assert told(value) == {
        "shapes[0].width": "must be even",
        "shapes[1].width": "must be a whole number of at least 1",
        "shapes[2].height": "must not be above the width",
        "shapes[3].hight": "unknown field; did you mean height?",
        "shapes[4].colour": "unknown field; there are radius",
    }


def test_which_of_several_objects_is_meant_its_tag_says() -> None:
    assert told({"shapes": [{}, {"shape": "square"}, {"shape": 5}, {"shape": "circle"}]}) == {
        "shapes[0].shape": "is required: one of rectangle, circle",
        "shapes[1].shape": "must be one of rectangle, circle",
        "shapes[2].shape": "must be one of rectangle, circle",
        "shapes[3].radius": "is required",
    }


def test_a_union_is_read_as_what_it_is_written_as() -> None:
    assert told({"frame": {"shape": "rectangle", "width": 2, "colour": "gren"}}) == {
        "frame.colour": "must be one of green, red, blue"
    }
    assert told({"frame": 5}) == {"frame": "must be a rectangle, or the name of one"}
    assert told({"frame": None}) == {}


def test_names_of_a_mapping_are_checked_too() -> None:
    assert told({"names": {"long": 1, "a": "x"}, "prices": {"nett": "1", "net": 5, "gross": "x"}}) == {
        "names.long": "its name must be a text of at most 3 characters",
        "names.a": "must be a whole number",
        "prices.nett": "unknown field; did you mean net?",
        "prices.net": "must be an amount: put 5 in quotes",
        "prices.gross": "must be an amount",
    }


def test_a_body_is_typed_or_refused_with_every_error() -> None:
    assert read_json(b'{"shapes": [{"shape": "rectangle", "width": 2}]}', Drawing).shapes == [Rectangle(width=2)]
    with pytest.raises(ValidationFailed) as failed:
        read_json(b'{"names": 1, "more": 2}', Drawing)
    assert [error.reason for error in failed.value.errors] == ["invalid", "unknown"]
    for body in (b"{", b"[" * 100_000, b'{"a": "\xff"}'):
        with pytest.raises(MalformedJson):
            read_json(body, Drawing)


def test_so_many_errors_are_told_and_no_more() -> None:
    assert len(errors_of({"shapes": [{}] * 5000}, Drawing, most=10)) == 10


def test_the_value_at_fault_is_found_by_its_path() -> None:
    value = {"lines": [{"amount": "x"}]}
    assert value_at(value, ("lines", 0, "amount")) == "x"
    assert value_at(value, ("lines", 1, "amount")) is None
    assert value_at(value, ("lines", 0, "amount", "deeper")) is None
    assert FieldError(("lines", 0), "x").within("bill").pointer == "/bill/lines/0"


def test_known_names_are_listed_the_likest_first_and_of_many_the_first_few() -> None:
    months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"]
    assert Suggestions().listed("Juli", months) == "July, January, February, March, April, May, June, August and 2 more"
    assert Suggestions().listed(5, ["a", "b"]) == "a, b"
    assert Suggestions().listed("x", []) == "none"


def test_only_a_few_names_are_compared() -> None:
    suggestions = Suggestions()
    for number in range(30):
        suggestions.near(f"name{number}", ["July"])
    assert suggestions.near("Juli", ["July"]) == []
    assert Suggestions().near("Juli", ["July"]) == ["July"]
    assert Suggestions().near("Juli" * 20, ["July" * 20]) == []
