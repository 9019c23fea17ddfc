"""Schemas of what is posted: held against what they give while they are made, and every error told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from harness_input.validation import ValidationFailed
from mock_concur.api.common.attributes import WrongSource
from mock_concur.api.common.schemas import (
    AMOUNT,
    DAY,
    FLAG,
    LINE,
    MOMENT,
    RATE,
    TEXT,
    VALUE,
    Element,
    Kind,
    Numbered,
    Row,
    Schema,
    Sent,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a post may set."""

    name: str | None = None
    amount: Decimal | None = None
    customs: Mapping[str, str] = field(default_factory=dict)


NAME = Element(name="Name", attribute="name", length="ReportName")
PRICE = Element(name="Amount", attribute="amount", kind=AMOUNT, required="is required")
CUSTOMS = Numbered("Custom", 2, "customs")
SCHEMA = Schema("Post", Changes, (NAME, PRICE, CUSTOMS))


def told(sent: Sent) -> list[str]:
    with pytest.raises(ValidationFailed) as failed:
        SCHEMA.read(sent)
    return [str(error) for error in failed.value.errors]


def test_what_is_sent_is_set_and_what_is_not_keeps_its_default() -> None:
    assert SCHEMA.read({"Amount": ["12.50"]}) == Changes(amount=Decimal("12.50"))
    assert SCHEMA.read({"Amount": ["1"], "Custom2": [""], "Custom3": ["x"], "Other": ["a", "b"]}) == Changes(
        amount=Decimal(1), customs={"Custom2": ""}
    )


def test_every_error_is_told_in_the_order_of_the_rows() -> None:
    errors = told({"Custom1": ["a\nb"], "Name": ["x" * 41], "Amount": ["1e3"], "Custom2": ["x", "y"]})
    assert errors == [
        "Name: longer than 40 characters",
        "Amount: must be an amount with up to three decimals, e.g. 123.654",
        "Custom1: holds a line break or another control character",
        "Custom2: is sent more than once",
    ]


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, "Amount: is required"),
        ({"Amount": [""]}, "Amount: is required"),
        ({"Amount": ["1", "1"]}, "Amount: is sent more than once"),
        ({"Amount": ["1"], "Name": ["a\tb"]}, "Name: holds a line break or another control character"),
    ],
)
def test_an_element_has_one_thing_wrong_with_it(sent: Sent, error: str) -> None:
    assert told(sent) == [error]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (TEXT, "a\nb", "a\nb"),
        (TEXT, "", ""),
        (LINE, "", ""),
        (VALUE, "", None),
        (VALUE, "a", "a"),
        (AMOUNT, "-12.50000000", Decimal("-12.50000000")),
        (AMOUNT, "1.2345", None),
        (AMOUNT, "", None),
        (RATE, "1.25", Decimal("1.25")),
        (RATE, "-1", None),
        (FLAG, "N", False),
        (FLAG, "n", None),
        (DAY, "2026-01-31", date(2026, 1, 31)),
        (DAY, "2026-02-31", None),
        (MOMENT, "2026-01-31 10:00:00.0", datetime(2026, 1, 31, 10, tzinfo=UTC)),
    ],
)
def test_a_kind_reads_what_it_says(kind: Kind, text: str, value: object) -> None:
    wrong: list[object] = []
    read = Element(name="X", attribute="x", kind=kind).read({"X": [text]}, wrong)  # type: ignore[arg-type]
    assert (read, bool(wrong)) == (value, value is None)


@pytest.mark.parametrize(
    "row",
    [
        Element(name="Name", attribute="nam"),
        Element(name="Name", attribute="name", kind=AMOUNT),
        Element(name="Name", attribute="name", length="NoSuchElement"),
        Numbered("Custom", 2, "name"),
        Numbered("Custom", 2, "custom"),
    ],
)
def test_what_does_not_fit_is_told_when_the_schema_is_made(row: Row) -> None:
    with pytest.raises(WrongSource):
        Schema("Post", Changes, (row,))


@pytest.mark.parametrize(
    "rows",
    [
        (NAME, PRICE),
        (NAME, PRICE, CUSTOMS, NAME),
        (NAME, PRICE, CUSTOMS, Element(name="Other", attribute="name")),
        (NAME, Element(name="Name", attribute="amount", kind=AMOUNT), CUSTOMS),
    ],
)
def test_each_field_is_set_by_one_row_of_a_name_of_its_own(rows: tuple[Row, ...]) -> None:
    with pytest.raises(ValueError, match="one row"):
        Schema("Post", Changes, rows)
