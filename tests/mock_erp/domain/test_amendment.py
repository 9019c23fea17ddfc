from __future__ import annotations

from datetime import date

import pytest

from harness_input.validation import ValidationFailed
from mock_erp.domain.amendment import amend
from mock_erp.domain.chart import Account, Period, Settings, Vendor
from mock_erp.domain.dimensions import DimensionValue


@pytest.mark.parametrize(
    ("record", "changes", "field", "value"),
    [
        (Account(code="6400"), {"active": False}, "active", False),
        (Account(code="6400"), {"requires": ["project"]}, "requires", ("project",)),
        (DimensionValue(code="P-1"), {"ends_on": "2026-01-31"}, "ends_on", date(2026, 1, 31)),
        (DimensionValue(code="P-1", ends_on=date(2026, 1, 1)), {"ends_on": None}, "ends_on", None),
        (DimensionValue(code="P-1"), {"status": "closed"}, "status", "closed"),
        (DimensionValue(code="0021"), {"active": False}, "active", False),
        (Vendor(external_id="E-1"), {"currency": "EUR"}, "currency", "EUR"),
        (Period(name="2026-01", starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31)), {"status": "closed"},
         "status", "closed"),
        (Settings(), {"validates": "post"}, "validates", "post"),
    ],
)  # fmt: skip
def test_a_field_is_set_from_what_json_has(record, changes, field, value):
    assert getattr(amend(record, changes), field) == value


@pytest.mark.parametrize(
    ("record", "changes", "pointers"),
    [
        (Account(code="6400"), {"activ": False}, ["/activ"]),
        (Account(code="6400"), {"active": "no"}, ["/active"]),
        (Account(code="6400"), {"code": "6401"}, ["/code"]),
        (DimensionValue(code="P-1"), {"ends_on": "31.01.2026", "status": "shut"}, ["/ends_on", "/status"]),
        (Vendor(external_id="E-1", id="V-1"), {"id": "V-2", "external_id": "E-2"}, ["/id", "/external_id"]),
        (Settings(), {"duplicates": "ignore", "a/b": 1}, ["/duplicates", "/a~1b"]),
    ],
)
def test_every_field_that_cannot_be_set_is_named(record, changes, pointers):
    with pytest.raises(ValidationFailed) as caught:
        amend(record, changes)
    assert [error.pointer for error in caught.value.errors] == pointers


def test_what_a_record_does_not_have_cannot_be_set():
    with pytest.raises(ValidationFailed) as caught:
        amend(DimensionValue(code="P-1"), {"active": False}, ("code", "name", "status", "ends_on"))
    (error,) = caught.value.errors
    assert error.path == ("active",)
    assert error.message.endswith("there are name, status, ends_on")
