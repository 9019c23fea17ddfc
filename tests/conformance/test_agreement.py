"""Mock, judge and reference connector reckon alike, though none of them may import another's reckoning."""

from __future__ import annotations

import sys
from pathlib import Path

import iso4217

import conformance
from conformance.judge import money as judges
from mockkit import money as mocks

sys.path.append(str(Path(conformance.__file__).parent / "reference"))

import payables

CODES = [currency.code for currency in iso4217.Currency]


def test_all_three_know_the_same_minor_units():
    """The reference connector keeps a table of its own: it runs without any library."""
    units = {code: mocks.minor_unit(code) for code in CODES}
    assert units == {code: judges.minor_unit(code) for code in CODES}
    assert units == {code: payables.minor_unit(code) for code in CODES}
    assert units.keys() >= payables.MINOR_DIGITS.keys()
