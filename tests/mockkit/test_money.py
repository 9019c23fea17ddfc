from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockkit.money import apportion, is_currency, minor_digits, minor_unit, round_half_up, split

AMOUNTS = st.decimals(-(10**9), 10**9, places=6)
WEIGHTS = st.lists(st.decimals("0.01", 100, places=2), min_size=1, max_size=8)
CURRENCIES = st.sampled_from(["USD", "JPY", "KWD"])


@pytest.mark.parametrize(
    ("currency", "digits"),
    [
        *(("USD", 2), ("EUR", 2), ("JPY", 0), ("KWD", 3)),
        *(("DJF", 0), ("GNF", 0), ("KMF", 0), ("RWF", 0), ("UYI", 0), ("VUV", 0), ("UYW", 4)),
        ("XYZ", 2),
    ],
)
def test_minor_digits(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize("code", ["USD", "EUR", "JPY", "KWD", "XAF", "XCG"])
def test_what_is_paid_with_today_is_a_currency(code: str) -> None:
    assert is_currency(code)


@pytest.mark.parametrize(
    "code", ["", "usd", "XXZ", "€€€", "USD ", "U S", "DEM", "XAU", "XXX", "XTS", "CLF", "UYI", "USN", "840"]
)
def test_other_spellings_former_currencies_funds_and_metals_are_none(code: str) -> None:
    assert not is_currency(code)


@pytest.mark.parametrize(
    ("amount", "rounded"), [("1.945", "1.95"), ("-1.945", "-1.95"), ("1.9449", "1.94"), ("2", "2.00")]
)
def test_a_tie_goes_away_from_zero(amount: str, rounded: str) -> None:
    assert str(round_half_up(Decimal(amount), "USD")) == rounded


@given(AMOUNTS, WEIGHTS, CURRENCIES)
def test_parts_sum_to_the_whole_and_all_but_the_last_are_rounded(
    amount: Decimal, weights: list[Decimal], currency: str
) -> None:
    whole = round_half_up(amount, currency)
    parts = split(whole, weights, currency)
    assert sum(parts) == whole
    assert all(part == round_half_up(part, currency) for part in parts)
    exact = [whole * weight / sum(weights) for weight in weights]
    pairs = zip(parts[:-1], exact[:-1], strict=True)
    assert all(abs(part - share) <= minor_unit(currency) / 2 for part, share in pairs)


def test_a_third_each_leaves_the_remainder_on_the_last() -> None:
    assert split(Decimal("100.00"), [Decimal(1)] * 3, "USD") == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]


def test_nothing_can_be_shared_out_by_no_weight() -> None:
    with pytest.raises(ValueError, match="sum to zero"):
        split(Decimal(1), [Decimal(0)], "USD")
    assert split(Decimal(0), [Decimal(0), Decimal(0)], "USD") == [0, 0]


def decimals(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        ("1.00", ("1", "1", "1"), ("0.34", "0.33", "0.33")),
        ("15.97", ("33", "33", "34"), ("5.27", "5.27", "5.43")),
        ("-0.01", ("-0.01", "-0.01", "0.00"), ("-0.01", "0", "0")),
        ("0.02", ("1", "1", "1", "1"), ("0.01", "0.01", "0", "0")),
        ("0.01", ("0", "0.01"), ("0", "0.01")),
        ("0", ("0", "0"), ("0", "0")),
    ],
)
def test_what_is_left_goes_to_the_largest_remainders_and_of_equal_ones_to_the_first(
    amount: str, weights: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    assert apportion(Decimal(amount), decimals(*weights), "EUR") == decimals(*parts)


def test_what_has_no_room_goes_to_the_next() -> None:
    third = decimals("0.01", "0.01", "0.01")
    assert apportion(Decimal("0.01"), third, "EUR", most=decimals("0", "0.01", "0.01")) == decimals("0", "0.01", "0")
    with pytest.raises(ValueError, match="no room"):
        apportion(Decimal("0.02"), third, "EUR", most=decimals("0", "0.01", "0"))


def test_nothing_can_be_apportioned_by_no_weight() -> None:
    with pytest.raises(ValueError, match="sum to zero"):
        apportion(Decimal(1), decimals("0"), "EUR")


@given(st.lists(st.integers(0, 400), min_size=1, max_size=9), st.integers(0, 100), CURRENCIES, st.sampled_from([1, -1]))
def test_no_share_of_a_part_of_the_weights_exceeds_its_weight(
    weights: list[int], percent: int, currency: str, sign: int
) -> None:
    unit = minor_unit(currency) * sign
    shares = [weight * unit for weight in weights]
    amount = round_half_up(sum(shares) * percent / Decimal(100), currency)
    parts = apportion(amount, shares, currency)
    assert sum(parts) == amount
    assert all(0 <= part / unit <= weight for part, weight in zip(parts, weights, strict=True))
