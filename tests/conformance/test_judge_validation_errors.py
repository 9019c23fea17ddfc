"""Whether a comment says what the ERP refuses: by meaning, whatever its words."""

from __future__ import annotations

import json

import pytest

from conformance.cases.rollback import _failure
from conformance.judge.validation_errors import ExpectedError, ReportedError, reported_errors, times_reported
from tests.conformance.test_events import exchange

CLOSED = ExpectedError(code="PERIOD_CLOSED")
ACCOUNT = ExpectedError(code="ACCOUNT_UNKNOWN", value="6999", entry=1)
BLANK = ExpectedError(code="ACCOUNT_UNKNOWN", entry=0)
ERRORS = [
    {"code": "PERIOD_CLOSED", "pointer": "/gl_date", "value": "2026-01-31", "message": "period 2026-01 is closed"},
    {"code": "ACCOUNT_UNKNOWN", "pointer": "/lines/0/account", "value": "6999", "message": "there is no account 6999"},
    {"code": "ACCOUNT_UNKNOWN", "pointer": "/lines/1/account", "value": "", "message": "there is no account "},
    {"code": "DIMENSION_REQUIRED", "pointer": "/lines/1/project", "value": None, "message": "give a project"},
]


def refused(seq=1, errors=ERRORS, **fields):
    body = {"headers": {}, "body": json.dumps({"errors": errors})}
    return exchange(seq, **{"service": "erp", "status": 422, "response": body} | fields)


TOLD = reported_errors([refused()])


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (CLOSED, "PERIOD_CLOSED"),
        (CLOSED, "Period closed."),
        (CLOSED, "The accounting period of January is already closed."),
        (CLOSED, "Not possible on 2026-01-31"),
        (CLOSED, "No period is open"),
        (CLOSED, "please change the GL date"),
        (ACCOUNT, "account_unknown"),
        (ACCOUNT, "Unknown account"),
        (ACCOUNT, "what is 6999?"),
        (ACCOUNT, "Hotel: There is  no account 6999."),
        (BLANK, "An account is missing"),
        (BLANK, "there is no account"),
        (ExpectedError(code="DIMENSION_REQUIRED", entry=1), "The Project has to be given"),
    ],
)
def test_a_comment_names_a_fault_by_code_words_value_message_or_field(fault, text):
    assert fault.named_in(text, TOLD)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (CLOSED, "Error."),
        (CLOSED, "This report could not be booked in Accounts Payable."),
        (CLOSED, "The door is closed"),
        (ACCOUNT, "Check the account"),
        (ACCOUNT, "ACCOUNT_INACTIVE"),
        (ACCOUNT, "account 16999"),
        (ACCOUNT, "there is no account 6998"),
        (BLANK, "This report could not be booked in Accounts Payable."),
    ],
)
def test_an_empty_phrase_or_another_fault_names_nothing(fault, text):
    assert not fault.named_in(text, TOLD)


def test_the_erps_errors_are_read_from_its_refusals_alone():
    other = [refused(2, status=409), refused(3, service="concur"), exchange(4, service="erp", status=422)]
    assert reported_errors([*other, refused(5)])[1] == ReportedError(
        answer=5, code="ACCOUNT_UNKNOWN", value="6999", field="account", message="there is no account 6999"
    )
    assert len(reported_errors([*other, refused(5)])) == len(ERRORS)


def test_a_fault_is_counted_within_one_answer():
    twice = reported_errors([refused(1), refused(2, [ERRORS[1]] * 2), refused(3)])
    assert times_reported(ACCOUNT, twice) == 2
    assert times_reported(ExpectedError(code="ACCOUNT_UNKNOWN", value="6998", entry=0), twice) == 0


def test_concurs_failure_comes_in_the_form_in_which_concur_has_answered():
    """And not in the one that the connector seems to ask for."""
    asks = {"headers": {"Accept": "text/html, application/xml;q=0.9, application/json;q=0.1"}}
    in_xml = exchange(1, request=asks, response={"headers": {"Content-Type": "application/xml"}, "body": "<x/>"})
    in_json = exchange(1, response={"headers": {"Content-Type": "application/json; charset=utf-8"}, "body": "{}"})
    assert _failure([in_xml])["body"].startswith("<ActionStatus ")
    assert _failure([in_xml])["headers"] == {"Content-Type": "application/xml"}
    assert _failure([in_json])["body"]["Status"] == "FAILURE"
    assert _failure([])["body"].startswith("<ActionStatus ")
