"""Whom the reference connector sends a refused report to, and what it tells them."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

import conformance

sys.path.append(str(Path(conformance.__file__).parent / "connectors" / "reference"))

import remedy
from concur import RECALL, SEND_BACK
from erp import ValidationError
from payables import Line, Payable
from report import Entry, Report

ROUTING = {"PROJECT_EXPIRED": "employee", "ACCOUNT_UNKNOWN": "processor", "SIGN_INVALID": "none"}
HOTEL, TAXI, LUNCH = (
    Entry(f"E{number}", "X", name, "2026-01-30", Decimal(amount), ())
    for number, (name, amount) in enumerate([("Hotel", "125.00000000"), ("Taxi", "35"), ("Lunch", "9.5")])
)
REPORT = Report("R1", "k", "Trip", "2026-01-31", "USD", "P_PROC", "u", "E-1", Decimal(1), (HOTEL, TAXI, LUNCH))
PAYABLE = Payable("R1/Employee", "E-1", "bill", "ER", "", "", "USD", "2100", "", ())


def fault(code: str, entry: Entry | None = None, value: str = "v", message: str = "") -> ValidationError:
    line = entry and Line("6400", Decimal(1), {}, "", "J", entry)
    return ValidationError(code, value, message, PAYABLE, line)


@pytest.mark.parametrize(
    ("codes", "action"),
    [
        (["PROJECT_EXPIRED"], SEND_BACK),
        (["ACCOUNT_UNKNOWN"], RECALL),
        (["ACCOUNT_UNKNOWN", "PROJECT_EXPIRED"], SEND_BACK),
        (["SIGN_INVALID"], None),
        (["PROJECT_EXPIRED", "SIGN_INVALID"], None),
        (["NEVER_HEARD_OF"], None),
    ],
)
def test_the_way_back(codes: list[str], action: str | None):
    assert remedy.way_back([fault(code) for code in codes], ROUTING) == action


def test_the_comment_names_every_fault_with_its_value_and_its_entries():
    text = remedy.action_comment(
        [
            fault("PROJECT_EXPIRED", HOTEL, "P-200", "the project ended"),
            fault("PROJECT_EXPIRED", TAXI, "P-200", "the project ended"),
            fault("PERIOD_CLOSED", None, "2026-01"),
        ]
    )
    assert text == (
        "This report could not be booked in Accounts Payable."
        " PROJECT_EXPIRED P-200: the project ended (Hotel 125.00 of 2026-01-30; Taxi 35.00 of 2026-01-30)."
        " PERIOD_CLOSED 2026-01."
    )


def test_comments_stand_on_the_entries_at_fault_and_nowhere_else():
    comments = remedy.entry_comments(REPORT, [fault("ACCOUNT_UNKNOWN", TAXI, "64X"), fault("PERIOD_CLOSED", None)])
    assert comments == [(TAXI, "Not booked: ACCOUNT_UNKNOWN 64X.")]


def test_the_header_comment_is_for_the_whole_bill():
    assert remedy.header_comment([fault("PERIOD_CLOSED", None, "2026-01")]) == "Not booked: PERIOD_CLOSED 2026-01."
    assert remedy.header_comment([fault("ACCOUNT_UNKNOWN", TAXI)]) is None


@pytest.mark.parametrize("length", [60, 100, 500, 2000])
@pytest.mark.parametrize("count", [1, 2, 30])
def test_texts_keep_within_their_length(length: int, count: int):
    text = remedy.fitted("Not booked:", [f"CODE_{number} {'w' * 40}" for number in range(count)], length)
    assert len(text) <= length
    assert "CODE_0" in text


def test_what_does_not_fit_is_counted():
    assert remedy.fitted("No:", ["a" * 20, "b" * 20, "c" * 20], 50) == f"No: {'a' * 20}. ... and 2 more."


def test_one_reason_that_is_too_long_is_cut():
    assert remedy.fitted("No:", ["a" * 100], 20) == "No: aaaaaaaaaaaa ..."
