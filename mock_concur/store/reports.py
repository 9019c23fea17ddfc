"""Reports as rows: the whole report as one value, beside the columns that lists filter and sort by.

A report is read and replaced whole, so nothing of it can be left half changed. ``version`` names one state
of it for good: it starts from the company's version when the row was made, so that not even a company that is
reset, and has the same ids again, ever shows two states under one version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    Executable,
    FromClause,
    Index,
    String,
    Table,
    Text,
    bindparam,
    select,
    union_all,
    update,
)

from mock_concur.domain.listing import ListQuery, Summary
from mock_concur.domain.model import Report
from mock_concur.domain.setup import CASH_ADVANCE_RETURN
from mock_concur.store import people, report_index
from mock_concur.store.codec import decode, encode
from mock_concur.store.rows import check_body, mine
from mockkit import companies
from mockkit.clock import from_microseconds, to_microseconds
from mockkit.database.paging import Condition, Key, Keyset, Page
from mockkit.database.store import Prepared, company_id_column, insert_rows, metadata

reports = Table(
    "concur_reports",
    metadata,
    company_id_column(),
    Column("report_id", String(20), primary_key=True),
    Column("protected_id", String(40), nullable=False),
    Column("step_id", String(40), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("approval_status", String(8), nullable=False),
    Column("payment_status", String(8), nullable=False),
    Column("modified_at", BigInteger, nullable=False),
    Column("owner", String(128), nullable=False),
    Column("approver", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("total", String(32), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("country", String(2), nullable=False),
    Column("reimbursement", String(16), nullable=False),
    Column("report_date", BigInteger, nullable=False),
    Column("last_comment", Text, nullable=False),
    Column("job_run_key", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Index("concur_reports_by_status", "company_id", "payment_status", "approval_status", "modified_at", "report_id"),
    Index("concur_reports_by_payment", "company_id", "payment_status", "modified_at", "report_id"),
    Index("concur_reports_by_time", "company_id", "modified_at", "report_id"),
    Index("concur_reports_by_protected_id", "company_id", "protected_id"),
    Index("concur_reports_by_step", "company_id", "step_id"),
    Index("concur_reports_by_owner", "company_id", "owner", "modified_at", "report_id"),
    Index("concur_reports_by_approver", "company_id", "approver", "modified_at", "report_id"),
    Index("concur_reports_by_job", "company_id", "job_run_key", "modified_at", "report_id"),
)

_THIS = mine(reports)


class Version(NamedTuple):
    """One state of a report and of its owner, whose name and accounts its details show."""

    report_id: str
    version: int
    owner_version: int | None


def _by_any_id(*columns: ColumnElement[Any], joined: FromClause = reports) -> CompoundSelect[Any]:
    """The report of that 20-digit or protected id: two look-ups, as no index finds by the one or the other."""
    wanted = bindparam("any_id", type_=String)
    ids = (reports.c.report_id, reports.c.protected_id)
    return union_all(*(select(*columns).select_from(joined).where(_THIS & (column == wanted)) for column in ids))


_LOAD = _by_any_id(reports.c.body)
_LOAD_ALL = select(reports.c.body).where(_THIS, reports.c.report_id.in_(bindparam("ids", expanding=True)))
_LOAD_BY_STEP = select(reports.c.body).where(_THIS & (reports.c.step_id == bindparam("step")))
_OWNED = reports.outerjoin(
    people.people,
    (people.people.c.company_id == reports.c.company_id) & (people.people.c.login == reports.c.owner),
)
_VERSION = Prepared(
    _by_any_id(reports.c.report_id, reports.c.version, people.people.c.version.label("owner_version"), joined=_OWNED)
)
_POSITION = select(reports.c.modified_at, reports.c.report_id).where(_THIS & (reports.c.report_id == bindparam("id")))
_BODIES = select(reports.c.body).where(_THIS)
_REPLACE = (
    update(reports)
    .where(_THIS & (reports.c.report_id == bindparam("id")))
    .values(
        version=reports.c.version + 1,
        **{
            column.name: bindparam(f"new_{column.name}")
            for column in reports.c
            if column.name not in ("company_id", "report_id", "version")
        },
    )
)


def _paid_by(payment_type: ColumnElement[str]) -> ColumnElement[bool]:
    # What came back of a cash advance is no expense that anybody paid.
    spent = report_index.entries.c.expense_type != CASH_ADVANCE_RETURN.code
    return report_index.has_entry(reports, report_index.entries.c.payment_type == payment_type, spent)


def _with_attendees(wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    return report_index.has_entry(reports, report_index.entries.c.has_attendees == wanted)


_IN_ORDER = ("modified_at", "report_id")
_SHOWN = [name for name in Summary.__dataclass_fields__ if name != "owner_name"]
_WHOLE = Keyset(reports, *_IN_ORDER, columns=[reports.c.body])
_SUMMARIES = Keyset(
    reports,
    *_IN_ORDER,
    columns=[*(reports.c[name] for name in _SHOWN), people.people.c.first, people.people.c.last],
    joined=_OWNED,
    filters={"payment_type": _paid_by, "attendees": _with_attendees},
)


def load(connection: Connection, company_id: str, any_id: str) -> Report | None:
    """The report of that 20-digit or protected id."""
    return _one(connection, _LOAD, {"company": company_id, "any_id": any_id})


def load_all(connection: Connection, company_id: str, report_ids: Collection[str]) -> list[Report]:
    """The reports of those 20-digit ids that there are, in no particular order."""
    if not report_ids:
        return []
    bodies = connection.execute(_LOAD_ALL, {"company": company_id, "ids": list(report_ids)}).scalars()
    return [decode(body, Report) for body in bodies]


def load_by_step(connection: Connection, company_id: str, step_id: str) -> Report | None:
    """The report that waits at that workflow step; None for a step that is over, or never was."""
    return _one(connection, _LOAD_BY_STEP, {"company": company_id, "step": step_id}) if step_id else None


def _one(connection: Connection, query: Executable, parameters: dict[str, str]) -> Report | None:
    body = connection.execute(query, parameters).scalar()
    return None if body is None else decode(body, Report)


def version_of(connection: Connection, company_id: str, any_id: str) -> Version | None:
    """The version of a report and of its owner: what a rendered body is kept under."""
    row = _VERSION.first(connection, {"company": company_id, "any_id": any_id})
    return None if row is None else Version(row.report_id, row.version, row.owner_version)


def is_named(connection: Connection, company_id: str, login: str) -> bool:
    """Whether any report is that person's, or theirs to approve."""
    named = (Page((Condition(column, login),), limit=1) for column in ("owner", "approver"))
    return any(_SUMMARIES.read(connection, company_id, page)[0] for page in named)


def page(connection: Connection, company_id: str, *, after: str | None, limit: int) -> tuple[list[Report], bool]:
    """Up to so many reports in the order of their last change, from the one behind the report ``after`` on (None: from
    the first), and whether there are more. Raises LookupError where the company has no report of that 20-digit id.
    """
    key = None if after is None else _position(connection, company_id, after)
    rows, following = _WHOLE.read(connection, company_id, Page(after=key, limit=limit))
    return [decode(row.body, Report) for row in rows], following is not None


def _position(connection: Connection, company_id: str, report_id: str) -> Key:
    position = connection.execute(_POSITION, {"company": company_id, "id": report_id}).first()
    if position is None:
        raise LookupError(report_id)
    return position.modified_at, position.report_id


def summaries(connection: Connection, company_id: str, query: ListQuery) -> list[Summary]:
    """The reports that match, ascending by modification time; what exceeds the limit is silently left out."""
    rows, _ = _SUMMARIES.read(connection, company_id, Page(tuple(_conditions(query)), limit=query.limit))
    return [_summary(row) for row in rows]


def _summary(row: Any) -> Summary:
    report_id, protected_id, name, total, currency, report_date, *others, first, last, _ = row
    moment, owner_name = from_microseconds(report_date), f"{first} {last}"
    return Summary(report_id, protected_id, name, Decimal(total), currency, moment, owner_name, *others)


def _conditions(query: ListQuery) -> Iterator[Condition]:
    exact = ("owner", "currency", "country", "reimbursement", "job_run_key")
    yield from (Condition(name, getattr(query, name)) for name in exact if getattr(query, name) is not None)
    if query.approval is not None:
        yield _among("approval_status", query.approval)
    if query.payment is not None:
        yield _among("payment_status", query.payment)
    if query.payment_not is not None:
        yield Condition("payment_status", sorted(query.payment_not), "not in")
    if query.modified_after is not None:
        yield Condition("modified_at", to_microseconds(query.modified_after), ">")
    if query.modified_before is not None:
        yield Condition("modified_at", to_microseconds(query.modified_before), "<")
    if query.payment_type is not None:
        yield Condition("payment_type", query.payment_type)
    if query.has_attendees:
        yield Condition("attendees", True)


def _among(column: str, values: frozenset[str]) -> Condition:
    # A single value as an equality, so that the index gives the rows in the order of the list.
    return Condition(column, next(iter(values))) if len(values) == 1 else Condition(column, sorted(values), "in")


def add(connection: Connection, company_id: str, new: Iterable[Report]) -> None:
    """Put in new reports, and say that the company has changed."""
    version, made = companies.version_of(connection, company_id), list(new)
    rows = ({"report_id": each.id, "version": version, **_columns(each)} for each in made)
    insert_rows(connection, reports, company_id, rows)
    report_index.add(connection, company_id, made)
    companies.touch(connection, company_id)


def save(connection: Connection, company_id: str, had: Report, has: Report) -> None:
    """Replace a report as it was loaded by what it has become, raise its version and the company's."""
    values = {f"new_{name}": value for name, value in _columns(has).items()}
    connection.execute(_REPLACE, {"company": company_id, "id": has.id, **values})
    report_index.renew(connection, company_id, had, has)
    companies.touch(connection, company_id)


def rebuild_index(connection: Connection, company_id: str) -> None:
    """Fill the empty index of a company's reports."""
    bodies = connection.execute(_BODIES, {"company": company_id}).scalars()
    report_index.add(connection, company_id, [decode(body, Report) for body in bodies])


def _columns(report: Report) -> dict[str, Any]:
    return {
        "protected_id": report.protected_id,
        "step_id": report.step_id,
        "approval_status": report.approval_status,
        "payment_status": report.payment_status,
        "modified_at": to_microseconds(report.modified_at),
        "owner": report.owner,
        "approver": report.approver,
        "name": report.name,
        "total": str(report.total),
        "currency": report.currency,
        "country": report.country,
        "reimbursement": report.reimbursement_method,
        "report_date": to_microseconds(report.report_date),
        "last_comment": report.comments[-1].text if report.comments else "",
        "job_run_key": next((row.job_run_key for *_, row in report.rows()), ""),
        "body": encode(report),
    }


reports.info["row"] = check_body(Report, lambda report: {"report_id": report.id, **_columns(report)})
