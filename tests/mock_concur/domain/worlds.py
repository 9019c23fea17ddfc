"""A small company, and the published examples read from their scenarios, for the tests of this folder."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import yaml
from hypothesis import settings

from mock_concur.domain.actors import Actor, actor_of
from mock_concur.domain.drafting import DraftEntry, DraftItem, DraftReport
from mock_concur.domain.drafts import DraftAllocation
from mock_concur.domain.model import CashAdvance, Report, TaxRate
from mock_concur.domain.setup import ExpenseType, PaymentType, Person, Setup
from mock_concur.domain.workflow import Action, first_who_can, perform
from mockkit.ids import Ids

PUBLISHED = Path(__file__).parents[3] / "fixtures" / "published"

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
TODAY = NOW.date()

PROPERTY = settings(deadline=None, max_examples=50, derandomize=True, database=None)
"""The same examples in every run: a test that fails today fails tomorrow."""

PEOPLE = (
    Person(
        login="ann@example.com",
        employee_id="E-1001",
        first="Ann",
        last="Lee",
        approver="bob@example.com",
        cash_advance_account="1390",
    ),
    Person(login="bob@example.com", employee_id="E-1002", first="Bob", last="Stone", roles=("employee", "approver")),
    Person(login="pat@example.com", employee_id="E-1003", first="Pat", last="Moss", roles=("employee", "processor")),
    Person(login="eve@example.com", employee_id="E-1004", first="Eve", last="Hart", approver="bob@example.com"),
)

ANN, BOB, PAT, EVE = PEOPLE
ACTORS = {person.login: actor_of(person) for person in PEOPLE}

TO_PAYMENT = (Action.SUBMIT, Action.APPROVE, Action.FINAL_APPROVE)
"""How a report comes from its owner to payment."""

PAYMENT_TYPES = (
    PaymentType(id="1", name="Cash", code="CASH", payment_class="cash"),
    PaymentType(id="2", name="Amex Corporate", code="IBCP", payment_class="IBCP", clearing_account="1999"),
    PaymentType(id="3", name="Amex Offset", code="1003", payment_class="IBCP", offset=True, clearing_account="1999"),
    PaymentType(id="4", name="Visa Corporate", code="CBCP", payment_class="CBCP", clearing_account="1998"),
    PaymentType(id="5", name="Company Paid", code="COPD", payment_class="COPD", clearing_account="1997"),
    PaymentType(id="6", name="Personal Card", code="IBIP", payment_class="IBIP"),
    PaymentType(id="7", name="Diners Offset", code="1007", payment_class="IBCP", offset=True, clearing_account="1996"),
)

EXPENSE_TYPES = (
    ExpenseType(code="LODNG", name="Hotel", accounts={"DEFAULT": "6400"}, secondary={"DEFAULT": "6490"}),
    ExpenseType(code="LODTX", name="Room Tax", accounts={"DEFAULT": "6401"}),
    ExpenseType(code="TAXIX", name="Taxi", accounts={"DEFAULT": "6410"}),
    ExpenseType(code="DINNR", name="Dinner", accounts={"DEFAULT": "6430"}, secondary={"DEFAULT": "6490"}),
    ExpenseType(code="ENTOT", name="Entertainment-Other"),
)

COMPANY = Setup(
    name="Example",
    country="US",
    currency="USD",
    payment_types={payment.name: payment for payment in PAYMENT_TYPES},
    expense_types={kind.code: kind for kind in EXPENSE_TYPES},
    custom_types={"Custom1": "List", "Custom2": "List"},
    tax_names={"DEVAT": "German VAT"},
)


def ids() -> Ids:
    return Ids(seed=1)


def perform_all(report: Report, setup: Setup, actions: Iterable[Action], at: datetime, ids: Ids) -> Report:
    """The report after these actions, each by the first person who may do it; ``Refusal`` where nobody may."""
    for action in actions:
        report = perform(report, setup, action, first_who_can(report, PEOPLE, action) or Actor(login=""), at, ids)
    return report


def spent(amount: str, payment: str = "Cash", kind: str = "TAXIX", **more) -> DraftEntry:
    return DraftEntry(type=kind, payment=payment, date=TODAY, amount=Decimal(amount), **more)


def item(amount: str, kind: str = "LODNG", **more) -> DraftItem:
    return DraftItem(type=kind, amount=Decimal(amount), **more)


def draft(*entries: DraftEntry, **more) -> DraftReport:
    return DraftReport(name="Client meeting", owner=ANN, entries=entries, **more)


def tax(authority: str, rate: str, reclaim: str) -> TaxRate:
    return TaxRate(authority=authority, rate=Decimal(rate), reclaim=Decimal(reclaim))


def published(example: str) -> tuple[DraftReport, Setup]:
    """The report and the company of a published example, read from its scenario alone."""
    text = (PUBLISHED / f"{example}.yaml").read_text("utf-8")
    scenario = yaml.safe_load(text)
    owner = Person(**{"employee_id": "E-1001", "first": "Ann", "last": "Lee"} | scenario["people"][0])
    return _report(scenario["reports"][0], owner), _setup(scenario)


def published_examples() -> dict[str, dict]:
    return yaml.safe_load(Path(__file__).with_name("published.yaml").read_text("utf-8"))


def _setup(scenario: dict) -> Setup:
    kinds = {row["code"]: ExpenseType(**row) for row in scenario["expense_types"]}
    payments = {row["name"]: _payment_type(row) for row in scenario["payment_types"]}
    return Setup(
        name="published",
        **scenario["company"],
        payment_types=payments,
        expense_types=kinds,
    )


def _payment_type(row: dict) -> PaymentType:
    return PaymentType(id=row["code"], payment_class=row["class"], **{k: v for k, v in row.items() if k != "class"})


def _report(row: dict, owner: Person) -> DraftReport:
    advance = row.get("cash_advance")
    return DraftReport(
        name=row["name"],
        owner=owner,
        cash_advance=CashAdvance(**_decimals(advance)) if advance else None,
        entries=tuple(DraftEntry(**_spent(entry), date=_day(entry["date"])) for entry in row["entries"]),
    )


def _day(relative: str) -> date:
    return TODAY + timedelta(days=int(relative.removesuffix("d")))


def _decimals(row: dict) -> dict:
    names = ("amount", "returned", "rate", "reclaim", "card_posted", "percent")
    return {name: Decimal(value) if name in names else value for name, value in row.items()}


def _spent(row: dict) -> dict:
    """The fields of an entry or item, their nested lists made into drafts."""
    nested = {
        "taxes": lambda each: TaxRate(**_decimals(each)),
        "allocations": lambda each: DraftAllocation(
            percent=Decimal(each["percent"]), customs={k: v for k, v in each.items() if k != "percent"}
        ),
        "items": lambda each: DraftItem(**_spent(each)),
    }
    plain = {name: value for name, value in row.items() if name not in (*nested, "date")}
    return _decimals(plain) | {name: tuple(map(make, row[name])) for name, make in nested.items() if name in row}
