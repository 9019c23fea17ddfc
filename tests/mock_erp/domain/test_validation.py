from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_erp.domain import validation
from mock_erp.domain.chart import Account, Settings
from mock_erp.domain.validation_errors import ErrorCode
from tests.mock_erp.domain import bill_making as making
from tests.mock_erp.domain.bill_making import (
    CONTENT,
    FACTS,
    JANUARY,
    VENDOR,
    content,
    one_line,
)


def place(error):
    return "".join(f"/{part}" for part in error.path)


def found(said, facts=FACTS):
    return [(error.code.value, place(error), error.value) for error in validation.bill_errors(said, facts)]


def test_a_right_bill_has_no_fault():
    assert found(CONTENT) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"account": "9999"}, [("ACCOUNT_UNKNOWN", "/lines/0/account", "9999")]),
        ({"account": ""}, [("ACCOUNT_UNKNOWN", "/lines/0/account", "")]),
        ({"account": "6420"}, [("ACCOUNT_INACTIVE", "/lines/0/account", "6420")]),
        ({"account": "6000"}, [("ACCOUNT_NOT_POSTABLE", "/lines/0/account", "6000")]),
        (
            {"account": "6001"},
            [
                ("ACCOUNT_INACTIVE", "/lines/0/account", "6001"),
                ("ACCOUNT_NOT_POSTABLE", "/lines/0/account", "6001"),
            ],
        ),
        ({"project": "P-999"}, [("PROJECT_UNKNOWN", "/lines/0/dimensions/project", "P-999")]),
        ({"project": "P-200"}, [("PROJECT_EXPIRED", "/lines/0/dimensions/project", "P-200")]),
        ({"project": "P-250"}, []),
        ({"project": "P-300"}, [("PROJECT_CLOSED", "/lines/0/dimensions/project", "P-300")]),
        (
            {"project": "P-400"},
            [
                ("PROJECT_EXPIRED", "/lines/0/dimensions/project", "P-400"),
                ("PROJECT_CLOSED", "/lines/0/dimensions/project", "P-400"),
            ],
        ),
        ({"project": None, "cost_center": None}, []),
        ({"cost_center": "0099"}, [("COST_CENTER_UNKNOWN", "/lines/0/dimensions/cost_center", "0099")]),
        ({"cost_center": "0022"}, [("COST_CENTER_INACTIVE", "/lines/0/dimensions/cost_center", "0022")]),
        (
            {"account": "6500", "project": None, "cost_center": None},
            [
                ("DIMENSION_REQUIRED", "/lines/0/dimensions/project", None),
                ("DIMENSION_REQUIRED", "/lines/0/dimensions/cost_center", None),
            ],
        ),
        ({"account": "6500"}, []),
        ({"tax_code": "V19"}, []),
        ({"tax_code": "V7"}, [("TAX_CODE_UNKNOWN", "/lines/0/tax_code", "V7")]),
        ({"amount": "0.00"}, [("AMOUNT_INVALID", "/lines/0/amount", "0.00")]),
        ({"amount": "-0"}, [("AMOUNT_INVALID", "/lines/0/amount", "-0")]),
        ({"amount": "+1.00"}, [("AMOUNT_INVALID", "/lines/0/amount", "+1.00")]),
        ({"amount": "1.005"}, [("AMOUNT_PRECISION", "/lines/0/amount", "1.005")]),
        ({"amount": "1.0050000"}, [("AMOUNT_PRECISION", "/lines/0/amount", "1.0050000")]),
        ({"amount": "1.0500000"}, []),
        ({"description": "x" * 240}, []),
    ],
)
def test_faults_of_a_line(line, expected):
    assert found(one_line(**line)) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"department": "SALES"}, []),
        ({"department": "NONE"}, [("DIMENSION_UNKNOWN", "/lines/0/dimensions/department", "NONE")]),
        ({"department": "GONE"}, [("DIMENSION_INACTIVE", "/lines/0/dimensions/department", "GONE")]),
        ({"department": "LAST"}, [("DIMENSION_INACTIVE", "/lines/0/dimensions/department", "LAST")] * 2),
        ({"account": "6600"}, [("DIMENSION_REQUIRED", "/lines/0/dimensions/department", None)]),
    ],
)
def test_a_dimension_of_the_company_s_own_has_the_general_codes(line, expected):
    accounts = {**FACTS.accounts, "6600": Account(code="6600", requires=("department",))}
    facts = replace(FACTS, dimensions=(*FACTS.dimensions, making.DEPARTMENT), accounts=accounts)
    assert found(one_line(**line), facts) == expected


def test_a_dimension_that_the_company_does_not_have_is_unknown():
    assert found(one_line(department="SALES")) == [("DIMENSION_UNKNOWN", "/lines/0/dimensions/department", None)]


def test_a_line_s_fault_bears_the_line_s_reference():
    (error,) = validation.bill_errors(one_line(project="P-200", source_ref="J-77"), FACTS)
    assert error.source_ref == "J-77"
    assert error.message == "project P-200 ended on 2026-02-09"


@pytest.mark.parametrize(
    ("header", "facts", "expected"),
    [
        ({}, {"vendor": None}, [("VENDOR_UNKNOWN", "/vendor_id", "V-1001")]),
        ({}, {"vendor": replace(VENDOR, active=False)}, [("VENDOR_INACTIVE", "/vendor_id", "V-1001")]),
        ({}, {"periods": ()}, [("PERIOD_CLOSED", "/gl_date", "2026-01-31")]),
        ({}, {"periods": (replace(JANUARY, status="closed"),)}, [("PERIOD_CLOSED", "/gl_date", "2026-01-31")]),
        ({}, {"periods": (replace(JANUARY, status="closed"), JANUARY)}, []),
        ({"currency": "usd"}, {}, [("CURRENCY_UNKNOWN", "/currency", "usd")]),
        ({"currency": "EUR"}, {}, [("RATE_MISSING", "/currency", "EUR")]),
        ({"currency": "EUR"}, {"has_rate": True}, []),
        (
            {"currency": "EUR"},
            {"has_rate": True, "vendor": replace(VENDOR, currency="USD")},
            [("CURRENCY_MISMATCH", "/currency", "EUR")],
        ),
        (
            {"currency": "EUR"},
            {"vendor": replace(VENDOR, currency="USD")},
            [("CURRENCY_MISMATCH", "/currency", "EUR"), ("RATE_MISSING", "/currency", "EUR")],
        ),
        ({}, {"vendor": replace(VENDOR, currency="USD")}, []),
        ({}, {"is_duplicate": True}, [("DOCUMENT_DUPLICATE", "/document_number", "ER-1")]),
        ({"liability_account": "9"}, {}, [("ACCOUNT_UNKNOWN", "/liability_account", "9")]),
        ({"liability_account": "6000"}, {}, [("ACCOUNT_NOT_POSTABLE", "/liability_account", "6000")]),
        ({"lines": ()}, {}, [("BILL_EMPTY", "/lines", None)]),
        ({"memo": "x" * 241}, {}, [("FIELD_TOO_LONG", "/memo", "x" * 60 + "…")]),
        ({"document_number": "x" * 46}, {}, [("FIELD_TOO_LONG", "/document_number", "x" * 46)]),
        ({"external_id": "x" * 121}, {}, [("FIELD_TOO_LONG", "/external_id", "x" * 60 + "…")]),
        ({"memo": "x" * 240, "document_number": "x" * 45, "external_id": "x" * 120}, {}, []),
    ],
)
def test_faults_of_the_header(header, facts, expected):
    assert found(replace(CONTENT, **header), replace(FACTS, **facts)) == expected


@pytest.mark.parametrize("kind", ["bill", "credit"])
@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (["35.00", "-14.00"], []),
        (["14.00", "-14.00"], []),
        (["-81.00"], [("SIGN_INVALID", "/lines", "-81.00")]),
        (["14.00", "-14.01"], [("SIGN_INVALID", "/lines", "-0.01")]),
        (["x", "-14.01"], [("AMOUNT_INVALID", "/lines/0/amount", "x")]),
    ],
)
def test_the_sum_of_either_type_is_not_negative(kind, amounts, expected):
    assert found(content(*amounts, type=kind)) == expected


def test_an_unknown_currency_leaves_precision_untold():
    assert found(replace(one_line(amount="1.005"), currency="XXX")) == [("CURRENCY_UNKNOWN", "/currency", "XXX")]


@pytest.mark.parametrize(
    ("setting", "errors", "warnings"),
    [("refuse", [ErrorCode.DOCUMENT_DUPLICATE], []), ("allow", [], []), ("warn", [], [ErrorCode.DOCUMENT_DUPLICATE])],
)
def test_what_a_repeated_number_comes_to(setting, errors, warnings):
    judgement = validation.validate_bill(CONTENT, replace(FACTS, is_duplicate=True), Settings(duplicates=setting))
    assert [error.code for error in judgement.errors] == errors
    assert [error.code for error in judgement.warnings] == warnings


def test_a_draft_s_shape_is_lengths_and_readable_amounts_only():
    said = replace(
        content("one", "0", "1.005", "-9"),
        vendor_id="nobody",
        liability_account="9",
        gl_date=date(1999, 1, 1),
        currency="XXX",
        memo="x" * 241,
    )
    said = replace(said, lines=(*said.lines, making.line(account="9", description="x" * 241, source_ref="J-9")))
    shape = [(error.code, place(error), error.source_ref) for error in validation.shape_errors(said)]
    assert shape == [
        (ErrorCode.FIELD_TOO_LONG, "/memo", None),
        (ErrorCode.AMOUNT_INVALID, "/lines/0/amount", "J-0"),
        (ErrorCode.FIELD_TOO_LONG, "/lines/4/description", "J-9"),
    ]


# Faults that can stand together on one line, each in a field of its own.
LINE_FAULTS = {
    ErrorCode.ACCOUNT_UNKNOWN: {"account": "9999"},
    ErrorCode.PROJECT_EXPIRED: {"project": "P-200"},
    ErrorCode.COST_CENTER_INACTIVE: {"cost_center": "0022"},
    ErrorCode.TAX_CODE_UNKNOWN: {"tax_code": "V7"},
    ErrorCode.AMOUNT_INVALID: {"amount": "1e3"},
    ErrorCode.FIELD_TOO_LONG: {"description": "x" * 241},
}
HEADER_FAULTS: dict[Any, tuple[dict[str, Any], dict[str, Any]]] = {
    ErrorCode.VENDOR_UNKNOWN: ({}, {"vendor": None}),
    ErrorCode.PERIOD_CLOSED: ({}, {"periods": ()}),
    ErrorCode.RATE_MISSING: ({"currency": "EUR"}, {}),
    ErrorCode.DOCUMENT_DUPLICATE: ({}, {"is_duplicate": True}),
    ErrorCode.ACCOUNT_INACTIVE: ({"liability_account": "6420"}, {}),
    ErrorCode.FIELD_TOO_LONG: ({"memo": "x" * 241}, {}),
}


@given(
    header=st.sets(st.sampled_from(sorted(HEADER_FAULTS))),
    lines=st.lists(st.sets(st.sampled_from(sorted(LINE_FAULTS))), min_size=1, max_size=6),
)
@settings(max_examples=60, deadline=None)
def test_as_many_faults_as_were_planted_are_found(header, lines):
    said, facts = CONTENT, FACTS
    for code in header:
        fields, known = HEADER_FAULTS[code]
        said, facts = replace(said, **fields), replace(facts, **known)
    faulty = []
    for codes in lines:
        faulty.append(making.line(**{name: value for code in codes for name, value in LINE_FAULTS[code].items()}))
    said = replace(said, lines=tuple(faulty))
    planted = sorted([*header, *(code for codes in lines for code in codes)])
    assert sorted(error.code for error in validation.bill_errors(said, facts)) == planted


def test_the_order_of_lines_changes_nothing_but_the_places():
    lines = (
        making.line(account="9999", source_ref="a"),
        making.line(project="P-400", amount="0", source_ref="b"),
        making.line(amount="-500", cost_center="0099", source_ref="c"),
    )
    seen = set()
    for order in permutations(lines):
        errors = validation.bill_errors(replace(CONTENT, lines=order), FACTS)
        seen.add(frozenset((f.code, f.value, f.source_ref, f.path[2:]) for f in errors))
    assert len(seen) == 1
