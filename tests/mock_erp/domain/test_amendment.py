from __future__ import annotations

from datetime import date

import pytest

from mock_erp.domain.amendment import AmendmentError, amend
from mock_erp.domain.chart import Account, CostCenter, Period, Project, Settings, Vendor


@pytest.mark.parametrize(
    ("record", "changes", "field", "value"),
    [
        (Account(code="6400"), {"active": False}, "active", False),
        (Account(code="6400"), {"requires": ["project"]}, "requires", ("project",)),
        (Project(code="P-1"), {"ends_on": "2026-01-31"}, "ends_on", date(2026, 1, 31)),
        (Project(code="P-1", ends_on=date(2026, 1, 1)), {"ends_on": None}, "ends_on", None),
        (Project(code="P-1"), {"status": "closed"}, "status", "closed"),
        (CostCenter(code="0021"), {"active": False}, "active", False),
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
        (Project(code="P-1"), {"ends_on": "31.01.2026", "status": "shut"}, ["/ends_on", "/status"]),
        (Vendor(external_id="E-1", id="V-1"), {"id": "V-2", "external_id": "E-2"}, ["/id", "/external_id"]),
        (Settings(), {"duplicates": "ignore", "a/b": 1}, ["/duplicates", "/a~1b"]),
    ],
)
def test_every_field_that_cannot_be_set_is_named(record, changes, pointers):
    with pytest.raises(AmendmentError) as caught:
        amend(record, changes)
    assert [error.pointer for error in caught.value.errors] == pointers
