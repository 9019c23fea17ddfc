from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_erp.domain import amounts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("125.00", "125"),
        ("-81.00", "-81"),
        ("0", "0"),
        ("0.1000", "0.1"),
        ("007.50", "7.5"),
        ("999999999999.99", "999999999999.99"),
        ("1." + "0" * 90, "1"),
    ],
)
def test_plain_decimals_are_amounts(text, value):
    assert amounts.parse(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "+1.00", "1e3", "1E-2", "NaN", "Infinity", "-", ".5", "5.", "1,000.00", "1 000", " 1", "1\n"),
        *("--1", "0x10", "1_000", "\u0661\u0662", "1000000000000", "1." + "0" * 100, "12.00 USD"),
    ],
)
def test_anything_else_is_none(text):
    read = amounts.parse(text)
    assert isinstance(read, amounts.UnreadableAmount)
    assert read.text == text
    assert "decimal number" in read.reason


@pytest.mark.parametrize(("text", "digits"), [("1.5000", 1), ("12", 0), ("1200.00", 0), ("0.00", 0), ("1.0050", 3)])
def test_trailing_zeros_are_no_digits(text, digits):
    assert amounts.decimals(Decimal(text)) == digits


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("125", "USD", "125.00"),
        ("-0.5", "EUR", "-0.50"),
        ("125", "JPY", "125"),
        ("1.5", "KWD", "1.500"),
        ("1.2345", "USD", "1.2345"),
        ("7", "doubloon", "7"),
    ],
)
def test_amounts_are_shown_with_their_currency_s_digits(amount, currency, shown):
    assert amounts.text(Decimal(amount), currency) == shown


@given(st.decimals("-999999999999", "999999999999", places=2))
def test_minor_units_lose_nothing(amount):
    assert amounts.from_minor(amounts.to_minor(amount, "USD"), "USD") == amount


@given(st.lists(st.decimals("-999999999999", "999999999999", places=30), max_size=40), st.randoms())
def test_sums_are_exact_in_any_order(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert amounts.total(values) == amounts.total(shuffled)
