"""What is fuzzed: the companies of a run, the addresses of each service, and good requests to begin with."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.fuzz import mutation

EXPENSE = "/api/expense/expensereport"
NS_2011 = "http://www.concursolutions.com/api/expense/expensereport/2011/03"


@dataclass(frozen=True, slots=True)
class Subject:
    """A company that is fuzzed: how it is reached, and ids of what it holds."""

    company: dict[str, Any]
    reports: tuple[str, ...]
    steps: tuple[str, ...]
    entries: tuple[tuple[str, str], ...]
    vendors: tuple[str, ...]

    @property
    def token(self) -> str:
        """Its access token."""
        return str(self.company["concur"]["access_token"])

    @property
    def api_key(self) -> str:
        """Its ERP's key."""
        return str(self.company["erp"]["api_key"])


@dataclass(slots=True)
class Scratch:
    """Companies that the fuzzed control API made or may break: a bounded number of ids."""

    ids: deque[str] = field(default_factory=lambda: deque(maxlen=6))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, company_id: str) -> str | None:
        """Remember a company; the id of one that is to be dropped for it."""
        with self.lock:
            gone = self.ids[0] if len(self.ids) == self.ids.maxlen else None
            self.ids.append(company_id)
            return gone

    def one(self, random: Random) -> str:
        """One of them."""
        with self.lock:
            return random.choice(self.ids)


@dataclass(frozen=True, slots=True)
class Call:
    """One kind of request: where it goes, and a body made for it."""

    service: str
    method: str
    path: Callable[[Random, Subject, str], str]
    body: Callable[[Random, Subject], bytes] = lambda _random, _subject: b""
    content_type: str = ""


XML, JSON, FORM = "application/xml", "application/json", "application/x-www-form-urlencoded"


def _query(random: Random, names: tuple[str, ...]) -> str:
    from urllib.parse import quote

    from tests.fuzz import values

    pairs = (
        f"{random.choice(names)}={quote(values.text(random)[:2000].encode('utf-8', 'surrogatepass'))}"
        for _ in range(random.randrange(4))
    )
    return "?" + "&".join(pairs)


_LIST = (
    "status",
    "modifiedafterdate",
    "modifiedbeforedate",
    "loginid",
    "paymenttypeid",
    "jobkey",
    "batchid",
    "reportcurrency",
    "reportcountry",
    "hasattendees",
    "reimbursementmethod",
)
_ERP = ("code", "active", "external_id", "status", "vendor_id", "account", "bill_id", "from", "to", "limit", "after")
_CONTROL = ("limit", "after", "service", "path", "status")


def _token_form(random: Random, subject: Subject) -> bytes:
    concur = subject.company["concur"]
    client = {"client_id": concur["client_id"], "client_secret": concur["client_secret"]}
    grants: tuple[dict[str, str], ...] = (
        {"grant_type": "refresh_token", "refresh_token": concur["refresh_token"]},
        {"grant_type": "client_credentials", "scope": "EXPRPT"},
        {"grant_type": "password", "username": "ann@example.com", "password": "welcome", "credtype": "password"},
        {"grant_type": "password", "username": concur["company_uuid"], "password": "x", "credtype": "authtoken"},
    )
    return mutation.form(random, {**client, **random.choice(grants)})


def _action(random: Random, _subject: Subject) -> bytes:
    action = random.choice(("Approve", "Send Back to Employee", "Recall to Processor", "Recall to Employee"))
    return mutation.xml(random, "WorkflowAction", NS_2011, {"Action": action, "Comment": "Please mend it."})


def _header(random: Random, _subject: Subject) -> bytes:
    fields = {"Name": "Trip", "Purpose": "Visit", "Comment": "x", "OrgUnit1": "a", "Custom1": "P-100"}
    return mutation.xml(random, "Report", NS_2011, {**fields, "UserDefinedDate": "2026-01-31 00:00:00.0"})


def _entry(random: Random, _subject: Subject) -> bytes:
    fields = {
        "CrnCode": "USD",
        "ExpKey": "DINNR",
        "Description": "x",
        "TransactionDate": "2026-01-31",
        "TransactionAmount": "12.00",
        "ExchangeRate": "1.0",
        "Comment": "x",
        "VendorDescription": "x",
        "IsPersonal": "N",
    }
    return mutation.xml(random, "ReportEntries", NS_2011, fields, inner="Expense")


def _bill(random: Random, subject: Subject) -> bytes:
    line = {
        "account": "6400",
        "amount": "12.50",
        "project": "P-100",
        "cost_center": "0021",
        "tax_code": None,
        "description": "Hotel",
        "source_ref": "j-1",
    }
    bill = {
        "external_id": "r/E",
        "vendor_id": random.choice(subject.vendors),
        "type": random.choice(("bill", "credit")),
        "document_number": f"D-{random.randrange(10**6)}",
        "bill_date": "2026-01-31",
        "gl_date": "2026-01-31",
        "currency": "USD",
        "liability_account": "2100",
        "memo": "x",
        "lines": [line] * random.choice((1, 2, 30)),
    }
    return mutation.json_document(random, bill)


def _vendor(random: Random, _subject: Subject) -> bytes:
    name = f"E-{random.randrange(10**9)}"
    return mutation.json_document(random, {"external_id": name, "name": name, "active": True, "currency": "USD"})


def _scenario(random: Random, _subject: Subject) -> bytes:
    entry = {
        "type": "LODNG",
        "payment": "Amex Corporate",
        "date": "-5d",
        "amount": "125.00",
        "currency": "EUR",
        "rate": "1.08",
        "personal": False,
        "taxes": [{"authority": "DEVAT", "rate": "19", "reclaim": "100"}],
        "allocations": [{"percent": "33.33", "Custom1": "P-100"}, {"percent": "66.67", "Custom1": "P-100"}],
        "items": [],
    }
    report = {
        "name": "Meeting",
        "owner": "ann@example.com",
        "at": "processing",
        "entries": [entry],
        "cash_advance": {"amount": "300.00", "returned": "0.00"},
    }
    scenario = {
        "name": "fuzzed",
        "company": {"country": random.choice(("US", "DE", "GB", "CA")), "currency": "USD"},
        "people": [
            {
                "login": "kim@example.com",
                "employee_id": "E-9",
                "first": "Kim",
                "last": "O",
                "roles": ["employee"],
                "approver": "bob@example.com",
            }
        ],
        "payment_types": [
            {
                "name": "Visa X",
                "code": "1004",
                "class": "IBCP",
                "clearing_account": "1999",
                "vendor": "VISA",
                "liability_account": "2110",
            }
        ],
        "expense_types": [{"code": "XTYPE", "name": "X", "accounts": {"DEFAULT": "6400"}}],
        "erp": {
            "accounts": [{"code": "6401", "postable": True, "active": True}],
            "projects": [{"code": "P-9", "ends_on": None}],
            "settings": {"validates": "create"},
        },
        "reports": [report],
        "faults": [],
    }
    return mutation.json_document(random, {"scenario": scenario, "seed": 1})


def _report(random: Random, _subject: Subject) -> bytes:
    entry = {"type": "LODNG", "payment": "Cash", "date": "-5d", "amount": "12.00"}
    return mutation.json_document(
        random, {"name": "New", "owner": "ann@example.com", "at": "processing", "entries": [entry]}
    )


def _acting(random: Random, subject: Subject) -> bytes:
    changes = [{"entry": random.choice(subject.entries)[1], "set": {"TransactionAmount": "12.00", "Custom1": "P-100"}}]
    action = random.choice(("submit", "approve", "final-approve", "send-back", "recall", "mend"))
    body: dict[str, Any] = {"action": action, "as": "ann@example.com", "comment": "x"}
    if action == "mend":
        body |= random.choice(({"changes": changes}, {"replace": {"project": {"P-200": "P-100"}}}))
    return mutation.json_document(random, body)


def _fault(random: Random, _subject: Subject) -> bytes:
    options: dict[str, Any] = random.choice(
        (
            {"do": "answer", "status": 503, "body": "x", "headers": {"X-A": "b"}, "after": True},
            {"do": "delay", "seconds": 1},
            {"do": "throttle", "retry_after": 3},
            *({"do": do} for do in ("drop-before", "drop-after", "cut", "malform", "expire-token")),
        )
    )
    rule = {"service": "concur", "method": "GET", "path": "*/[a-z]*", "nth": 1, "times": 1, "probability": 0.5}
    fault = {**rule, **options}
    return mutation.json_document(random, fault)


def _clock(random: Random, _subject: Subject) -> bytes:
    return mutation.json_document(random, {"now": "2026-01-31T09:00:00Z", "advance": "3d", "frozen": False})


def _record(random: Random, _subject: Subject) -> bytes:
    return mutation.json_document(
        random, {"active": False, "postable": True, "ends_on": "2026-01-31", "status": "closed"}
    )


def _settings(random: Random, _subject: Subject) -> bytes:
    return mutation.json_document(random, {"validates": "post", "posting": "explicit", "duplicates": "warn"})


def _fixed(path: str) -> Callable[[Random, Subject, str], str]:
    return lambda _random, _subject, _scratch: path


def _control(path: str) -> Callable[[Random, Subject, str], str]:
    return lambda random, _subject, scratch: f"/_mock/companies/{scratch}{path}{_query(random, _CONTROL)}"


def _of_report(path: str) -> Callable[[Random, Subject, str], str]:
    return lambda random, subject, scratch: f"/_mock/companies/{scratch}{path.format(random.choice(subject.reports))}"


def _of_entry(random: Random, subject: Subject, _scratch: str) -> str:
    report, entry = random.choice(subject.entries)
    return f"{EXPENSE}/v1.1/report/{report}/entry/{entry}"


CALLS: tuple[Call, ...] = (
    Call("concur", "GET", lambda random, _s, _c: f"{EXPENSE}/v2.0/Reports/{_query(random, _LIST)}"),
    Call("concur", "GET", lambda random, s, _c: f"{EXPENSE}/v2.0/report/{random.choice(s.reports)}"),
    Call("concur", "POST", lambda random, s, _c: f"{EXPENSE}/v2.0/integrationstatus/report/{random.choice(s.reports)}"),
    Call(
        "concur",
        "POST",
        lambda random, s, _c: f"{EXPENSE}/v1.1/report/{random.choice(s.steps)}/WorkFlowAction",
        _action,
        XML,
    ),
    Call("concur", "POST", lambda random, s, _c: f"{EXPENSE}/v1.1/report/{random.choice(s.reports)}", _header, XML),
    Call("concur", "POST", _of_entry, _entry, XML),
    Call("concur", "POST", _fixed("/oauth2/v0/token"), _token_form, FORM),
    *(
        Call("erp", "GET", lambda random, _s, _c, kind=kind: f"/api/v1/{kind}{_query(random, _ERP)}")  # type: ignore[misc]
        for kind in (
            "accounts",
            "projects",
            "cost-centers",
            "tax-codes",
            "periods",
            "rates",
            "vendors",
            "bills",
            "ledger",
            "balances",
        )
    ),
    Call("erp", "POST", _fixed("/api/v1/bills"), _bill, JSON),
    Call("erp", "POST", _fixed("/api/v1/bills"), _bill, JSON),
    Call("erp", "POST", _fixed("/api/v1/vendors"), _vendor, JSON),
    *(
        Call("erp", method, lambda random, _s, _c, end=end: f"/api/v1/bills/B-{random.randrange(1, 60)}{end}")  # type: ignore[misc]
        for method, end in (("GET", ""), ("DELETE", ""), ("POST", "/post"), ("POST", "/void"))
    ),
    Call("control", "POST", _fixed("/_mock/companies"), _scenario, JSON),
    *(
        Call("control", "GET", _control(path))
        for path in ("", "/snapshot", "/reports", "/clock", "/faults", "/faults/F-1", "/traffic")
    ),
    Call("control", "GET", _of_report("/reports/{}")),
    Call("control", "POST", _control("/reports"), _report, JSON),
    Call("control", "POST", _of_report("/reports/{}/actions"), _acting, JSON),
    Call("control", "POST", _control("/faults"), _fault, JSON),
    Call("control", "DELETE", _control("/faults/F-2")),
    Call("control", "PUT", _control("/clock"), _clock, JSON),
    *(
        Call("control", "PATCH", _control(f"/erp/{record}"), _record, JSON)
        for record in ("accounts/6400", "projects/P-100", "cost-centers/0021", "vendors/E-1001", "periods/2026-01")
    ),
    Call("control", "PATCH", _control("/erp/settings"), _settings, JSON),
    Call("control", "POST", _control("/reset")),
)
"""Every call of the three interfaces, some oftener than others."""
