"""The reports of a scenario as they have come about: drafted, submitted, approved, paid, each at its time."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from concur_harness.scenarios.form import (
    AdvanceForm,
    AllocationForm,
    At,
    CommentForm,
    EntryForm,
    ItemForm,
    ReportForm,
    TaxForm,
)
from concur_harness.scenarios.mistakes import Mistake, Path, ScenarioRefused
from concur_harness.scenarios.setting import custom_fields
from concur_harness.scenarios.values import day_of
from mock_concur.domain.actors import Actor
from mock_concur.domain.drafting import draft_report
from mock_concur.domain.drafts import DraftAllocation, DraftEntry, DraftItem, DraftReport
from mock_concur.domain.errors import FieldError, Refusal
from mock_concur.domain.model import CashAdvance, Comment, Report, TaxRate
from mock_concur.domain.setup import Setup
from mock_concur.domain.workflow import Action, perform, who_can
from mockkit.clock import MICROSECOND
from mockkit.ids import Ids

SERVICE_USER = "service.user@example.com"
"""The login of the application that connectors are: it commits reports in the company's name."""

CREATED = timedelta(days=-6)

ON_THE_WAY: tuple[tuple[At, Action, timedelta], ...] = (
    ("pending", Action.SUBMIT, timedelta(days=-4)),
    ("accounting", Action.APPROVE, timedelta(days=-3)),
    ("processing", Action.FINAL_APPROVE, timedelta(days=-2)),
    ("paid", Action.INTEGRATE, timedelta(days=-1)),
)
"""How a report comes to where the scenario has it, and when, counted from the company's first day."""

APART = timedelta(milliseconds=100)
"""Between one report's events and the next one's: lists are ordered by time."""


def happened(forms: Iterable[ReportForm], setup: Setup, ids: Ids, now: datetime) -> list[Report]:
    """All reports of a scenario, copies included, as they stand on the company's first day.

    Raises ScenarioRefused with every report that cannot have come about, paths beginning at ``reports``.
    """
    found: list[Report] = []
    mistakes: list[Mistake] = []
    for index, form in enumerate(forms):
        first = now + APART * len(found)
        try:
            found.extend(_copies(form, setup, ids, now, (first + APART * copy for copy in itertools.count())))
        except ScenarioRefused as refused:
            mistakes += (Mistake(("reports", index, *each.path), each.message) for each in refused.mistakes)
    if mistakes:
        raise ScenarioRefused(mistakes)
    return found


def added(form: ReportForm, setup: Setup, ids: Ids, now: datetime) -> list[Report]:
    """The report, or its copies, of a company that is at work: what happened to it last happened just now.

    So whoever asks for what has changed since they last asked is told of it. Raises ScenarioRefused with a path
    within the report.
    """
    count = form.copies or 1
    last = dict([("draft", CREATED), *((state, when) for state, _, when in ON_THE_WAY)])[form.at]
    days = (now - last - MICROSECOND * (count - 1 - copy) for copy in range(count))
    return list(_copies(form, setup, ids, now, days))


def _copies(form: ReportForm, setup: Setup, ids: Ids, now: datetime, days: Iterable[datetime]) -> Iterator[Report]:
    """The report, or its copies; the times at which things happened to each are counted from one of ``days``."""
    try:
        draft = _draft(form, now)
        for number, day in zip(range(form.copies or 1), days, strict=False):
            named = draft if form.copies is None else replace(draft, name=f"{form.name} {number + 1}")
            yield _brought_about(named, form.at, setup, ids, day)
    except FieldError as error:
        raise ScenarioRefused([Mistake(_as_written(error.path), error.message)]) from None
    except Refusal as refusal:
        raise ScenarioRefused([Mistake(("at",), f"the report cannot have come to {form.at}: {refusal.text}")]) from None


def _as_written(path: Path) -> Path:
    """The path as the form has it, where custom fields stand among the others."""
    return tuple(part for part in path if part not in ("customs", "org_units"))


def _brought_about(draft: DraftReport, at: At, setup: Setup, ids: Ids, now: datetime) -> Report:
    report = draft_report(draft, setup, ids, now + CREATED)
    if at == "draft":
        return report
    for state, action, when in ON_THE_WAY:
        report = perform(report, setup, action, _actor(report, setup, action), now + when, ids)
        if state == at:
            break
    return report


def _actor(report: Report, setup: Setup, action: Action) -> Actor:
    system = Actor(login=SERVICE_USER, is_system=True)
    return system if action is Action.INTEGRATE else who_can(report, setup, action) or system


def _draft(form: ReportForm, now: datetime) -> DraftReport:
    today = now.date()
    return DraftReport(
        name=form.name,
        owner=form.owner,
        purpose=form.purpose,
        cash_advance=None if form.cash_advance is None else _advance(form.cash_advance),
        comments=_comments(form.comments, form.owner, now),
        customs=custom_fields(form, "Custom"),
        org_units=custom_fields(form, "OrgUnit"),
        entries=tuple(_entry(entry, form.owner, now, today) for entry in form.entries),
    )


def _advance(form: AdvanceForm) -> CashAdvance:
    return CashAdvance(amount=Decimal(form.amount), returned=Decimal(form.returned))


def _comments(given: Iterable[str | CommentForm], owner: str, now: datetime) -> tuple[Comment, ...]:
    forms = (CommentForm(text=each) if isinstance(each, str) else each for each in given)
    return tuple(Comment(by=form.by or owner, at=now + CREATED, text=form.text) for form in forms)


def _entry(form: EntryForm, owner: str, now: datetime, today: date) -> DraftEntry:
    return DraftEntry(
        **_spending(form),
        payment=form.payment,
        date=day_of(form.date, today),
        amount=_decimal(form.amount),
        currency=form.currency,
        rate=_decimal(form.rate),
        rate_direction=form.rate_direction,
        card_posted=_decimal(form.card_posted),
        vendor=form.vendor,
        city=form.city,
        comments=_comments(form.comments, owner, now),
        items=tuple(_item(item, today) for item in form.items),
    )


def _item(form: ItemForm, today: date) -> DraftItem:
    when = None if form.date is None else day_of(form.date, today)
    return DraftItem(**_spending(form), amount=Decimal(form.amount), date=when)


def _spending(form: EntryForm | ItemForm) -> dict[str, Any]:
    """What entries and their items have in common."""
    return {
        "type": form.type,
        "personal": form.personal,
        "purpose": form.purpose,
        "account": form.account,
        "allowance_limit": _decimal(form.allowance_limit),
        "taxes": tuple(_tax(tax) for tax in form.taxes),
        "allocations": tuple(_allocation(allocation) for allocation in form.allocations),
        "customs": custom_fields(form, "Custom"),
        "org_units": custom_fields(form, "OrgUnit"),
    }


def _tax(form: TaxForm) -> TaxRate:
    return TaxRate(authority=form.authority, rate=Decimal(form.rate), reclaim=Decimal(form.reclaim), name=form.name)


def _allocation(form: AllocationForm) -> DraftAllocation:
    customs: Mapping[str, Any] = custom_fields(form, "Custom")
    return DraftAllocation(percent=Decimal(form.percent), customs=customs)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
