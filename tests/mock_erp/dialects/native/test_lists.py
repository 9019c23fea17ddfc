from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from mock_erp.domain.chart import Account, Chart, Vendor
from tests.mock_erp.world import BILL, bill


def walk(erp, path):
    """Every item of a list, page by page, and how many pages there were."""
    items, pages = [], 0
    while path is not None:
        answer = erp.get(path)
        items += answer.items
        pages += 1
        following = answer.json["next"]
        if following is None:
            break
        parts = urlsplit(following)
        assert (parts.scheme, parts.netloc) == ("http", "localhost")
        path = f"{parts.path.removeprefix('/api/v1')}?{parts.query}"
    return items, pages


def test_accounts(erp):
    items = erp.get("/accounts").items
    assert [item["code"] for item in items] == ["2100", "6000", "6400", "6410", "6420", "6500"]
    assert items[1] == {"code": "6000", "name": "Travel", "postable": False, "active": True, "requires": []}
    assert items[-1]["requires"] == ["project"]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/projects?code=P-200", {"code": "P-200", "name": "", "status": "open", "ends_on": "2026-02-09"}),
        ("/cost-centers?active=false", {"code": "0022", "name": "", "active": False}),
        ("/tax-codes", {"code": "V19", "name": "19 %"}),
        (
            "/periods?status=closed",
            {"name": "2025-12", "starts_on": "2025-12-01", "ends_on": "2025-12-31", "status": "closed"},
        ),
        (
            "/rates?currency=EUR",
            {"currency": "EUR", "rate": "1.08", "starts_on": "2026-01-01", "ends_on": "2026-01-31"},
        ),
        (
            "/vendors?external_id=AMEX",
            {"id": "V-1002", "external_id": "AMEX", "name": "American Express", "active": True, "currency": "USD"},
        ),
    ],
)
def test_other_master_data(erp, path, shown):
    answer = erp.get(path)
    assert answer.json == {"items": [shown], "next": None}


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("/accounts?code=6400", ["6400"]),
        ("/accounts?code=9", []),
        ("/accounts?active=false", ["6420"]),
        ("/accounts?active=true&code=6420", []),
        ("/projects?status=open", ["P-100", "P-200", "P-300"]),
        ("/projects?code=%27%20OR%201=1--", []),
    ],
)
def test_lists_are_narrowed(erp, path, codes):
    assert [item["code"] for item in erp.get(path).items] == codes


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("/bills", ["B-1", "B-2", "B-3"]),
        ("/bills?status=draft", ["B-2", "B-3"]),
        ("/bills?status=posted", ["B-1"]),
        ("/bills?vendor_id=V-1002", ["B-3"]),
        ("/bills?vendor_id=V-1001&status=draft", ["B-2"]),
        ("/bills?external_id=R2", ["B-2"]),
        ("/bills?document_number=ER-1", ["B-1", "B-3"]),
        ("/bills?external_id=../../etc/passwd", []),
    ],
)
def test_bills_are_found(erp, path, ids):
    erp.posted()
    erp.created({**BILL, "document_number": "ER-2", "external_id": "R2"})
    erp.created({**BILL, "vendor_id": "V-1002"})
    assert [item["id"] for item in erp.get(path).items] == ids


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("/ledger?account=6400", ["GL-1", "GL-3"]),
        ("/ledger?bill_id=B-2", ["GL-3", "GL-4"]),
        ("/ledger?bill_id=B-2&account=2100", ["GL-4"]),
        ("/ledger?bill_id=nonsense", []),
        ("/ledger?from=2026-02-01", ["GL-3", "GL-4"]),
        ("/ledger?to=2026-01-31", ["GL-1", "GL-2"]),
        ("/ledger?from=2026-01-31&to=2026-02-02", ["GL-1", "GL-2", "GL-3", "GL-4"]),
        ("/ledger?from=2026-02-03", []),
    ],
)
def test_the_ledger_is_searched(erp, path, ids):
    erp.posted()
    erp.posted({**BILL, "document_number": "ER-2", "gl_date": "2026-02-02"})
    assert [item["id"] for item in erp.get(path).items] == ids


def test_pages_follow_each_other_to_the_end(erp):
    for number in range(7):
        erp.created({**BILL, "document_number": f"ER-{number}"})
    items, pages = walk(erp, "/bills?limit=3&status=draft")
    assert ([item["id"] for item in items], pages) == ([f"B-{n}" for n in range(1, 8)], 3)
    items, pages = walk(erp, "/accounts?limit=6")
    assert (len(items), pages) == (6, 1)


def test_a_page_goes_on_where_rows_have_gone(erp):
    for number in range(4):
        erp.created({**BILL, "document_number": f"ER-{number}"})
    following = urlsplit(erp.get("/bills?limit=2").json["next"])
    erp.call("DELETE", "/bills/B-2")
    erp.call("DELETE", "/bills/B-3")
    assert [item["id"] for item in erp.get(f"/bills?{following.query}").items] == ["B-4"]


def test_codes_with_any_characters_are_paged(erp):
    codes = ["%", "&a=b", "/../", "a b", "ä", "6400", "'; DROP TABLE erp_accounts; --", "#", "+"]
    chart = Chart(currency="USD", accounts=tuple(Account(code=code) for code in codes))
    erp.open("odd", "key-of-odd", chart)

    class Odd:
        def get(self, path):
            return erp.get(path, key="key-of-odd")

    items, pages = walk(Odd(), "/accounts?limit=1")
    assert ([item["code"] for item in items], pages) == (sorted(codes), len(codes))
    assert walk(erp, "/accounts")[1] == 1


def test_vendors_are_paged_by_number(erp):
    vendors = tuple(Vendor(external_id=f"E-{n}") for n in range(9010, 8990, -1))
    erp.open("many", "key-of-many", Chart(currency="USD", vendors=vendors))
    first = erp.get("/vendors?limit=5", key="key-of-many")
    assert [item["id"] for item in first.items] == [f"V-{n}" for n in range(1001, 1006)]
    assert first.json["next"].endswith("/api/v1/vendors?limit=5&after=1005")


def test_balances_are_paged(erp):
    erp.posted(bill("1.00"))
    erp.posted(bill("2.00", currency="EUR", document_number="ER-2"))
    items, pages = walk(erp, "/balances?limit=1")
    assert [(item["account"], item["currency"]) for item in items] == [
        ("2100", "EUR"),
        ("2100", "USD"),
        ("6400", "EUR"),
        ("6400", "USD"),
    ]
    assert pages == 4


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/accounts?limit=0", ["limit"]),
        ("/accounts?limit=1001", ["limit"]),
        ("/accounts?limit=ten", ["limit"]),
        ("/accounts?limit=-1", ["limit"]),
        ("/accounts?limit=%D9%A1", ["limit"]),
        ("/accounts?limit=1&limit=2", ["limit"]),
        ("/accounts?active=yes", ["active"]),
        ("/accounts?code=%00", ["code"]),
        ("/bills?status=paid", ["status"]),
        ("/bills?extrenal_id=R1", ["extrenal_id"]),
        ("/bills?after=B-1", ["after"]),
        ("/bills?after=99999999999999999999", ["after"]),
        ("/ledger?from=yesterday&to=20260131", ["from", "to"]),
        ("/ledger?from=2026-02-30", ["from"]),
        ("/balances?limit=x&account=1", ["limit", "account"]),
        ("/projects?status=shut", ["status"]),
    ],
)
def test_every_parameter_at_fault_is_named(erp, path, parameters):
    answer = erp.get(path)
    assert answer.status == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [error["parameter"] for error in answer.json["errors"]] == parameters


@pytest.mark.parametrize("path", ["/accounts", "/bills", "/ledger", "/balances"])
def test_a_company_sees_its_own_only(erp, path):
    erp.posted()
    erp.open("other", "key-of-other", Chart(currency="USD"))
    assert erp.get(path, key="key-of-other").items == []
