"""The ERP's tables.

Days are ISO text and amounts of the ledger whole minor units, so that every database sorts and sums
them alike; a bill's amounts are decimal text, because a draft may be finer than its currency.
"""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

from sqlalchemy import BigInteger, Boolean, Column, Index, String, Table, Text
from sqlalchemy.types import TypeEngine

from mock_erp.domain.bills import BillType, Status
from mock_erp.domain.chart import Settings
from mock_erp.domain.dimensions import DimensionType, OpenOrClosed
from mock_erp.domain.validation_errors import ValidationError
from mock_erp.store import migrations
from mockkit.database.column_checks import Check, day, decimal, json_of, one_of
from mockkit.database.sections import Section
from mockkit.database.store import company_id_column, metadata


def _table(name: str, *columns: Column[Any] | Index, **info: bool) -> Table:
    # Rows lie beside those of their own company, so that reading and dropping it touches no other's pages.
    return Table(name, metadata, company_id_column(), *columns, info=info, sqlite_with_rowid=False)


def _needed(
    name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]] = Text, *, holds: Check | None = None
) -> Column[Any]:
    return Column(name, kind, nullable=False, info={"holds": holds} if holds else {})


def _in_order(kind: String) -> String:
    """Text that lists are sorted by: on PostgreSQL too by its characters, whatever the database's language."""
    return kind.with_variant(type(kind)(kind.length, collation="C"), "postgresql")


def _number() -> Column[int]:
    return Column("number", BigInteger, primary_key=True, autoincrement=False)


def _counter(name: str, of: str) -> Column[int]:
    """The number of the last row of a table; the next has one more."""
    return Column(name, BigInteger, nullable=False, info={"counts": (of, "number")})


def _code(name: str = "code") -> Column[str]:
    return Column(name, _in_order(String(200)), primary_key=True)


def _day(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String(10), nullable=nullable, info={"holds": day})


def _dimensions() -> Column[str]:
    """Codes by the dimension's name, as JSON: a company's dimensions are its own, and no columns."""
    return _needed("dimensions", holds=json_of(dict[str, str]))


_OPEN_OR_CLOSED = one_of(*get_args(OpenOrClosed))


companies = _table(
    "erp_companies",
    _needed("currency"),
    *(_needed(name, holds=one_of(*get_args(kind))) for name, kind in get_type_hints(Settings).items()),
    _needed("dimensions", holds=json_of(tuple[DimensionType, ...])),
    _counter("last_bill", "erp_bills"),
    _counter("last_line", "erp_lines"),
    _counter("last_row", "erp_ledger"),
    _counter("last_vendor", "erp_vendors"),
)

api_keys = _table(
    "erp_api_keys",
    Column("api_key", String(200), primary_key=True),
    Index("erp_api_keys_by_key", "api_key", unique=True),
    credentials=True,
)

accounts = _table(
    "erp_accounts",
    _code(),
    _needed("name"),
    _needed("postable", Boolean),
    _needed("active", Boolean),
    _needed("requires"),  # dimensions, parted by commas
)

dimension_values = _table(
    "erp_dimension_values",
    _code("dimension"),
    _code(),
    _needed("name"),
    _needed("status", holds=_OPEN_OR_CLOSED),
    _day("ends_on", nullable=True),
    _needed("active", Boolean),
)

tax_codes = _table("erp_tax_codes", _code(), _needed("name"))

periods = _table(
    "erp_periods",
    _code("name"),
    _day("starts_on"),
    _day("ends_on"),
    _needed("status", holds=_OPEN_OR_CLOSED),
    Index("erp_periods_by_end", "company_id", "ends_on", "starts_on"),
)

rates = _table(
    "erp_rates",
    _number(),
    _needed("currency", String(3)),
    _needed("rate", holds=decimal),
    _day("starts_on", nullable=True),
    _day("ends_on", nullable=True),
    Index("erp_rates_by_currency", "company_id", "currency", "number"),
)

vendors = _table(
    "erp_vendors",
    _number(),
    _needed("external_id"),
    _needed("name"),
    _needed("active", Boolean),
    Column("currency", String(3)),
    Index("erp_vendors_by_external_id", "company_id", "external_id", unique=True),
)

bills = _table(
    "erp_bills",
    _number(),
    _needed("status", holds=one_of(*(status.value for status in Status))),
    Column("external_id", Text),
    _needed("vendor_id"),
    _needed("type", holds=one_of(*get_args(BillType))),
    _needed("document_number"),
    _day("bill_date"),
    _day("gl_date"),
    _needed("currency"),
    _needed("liability_account"),
    Column("memo", Text),
    _needed("warnings", holds=json_of(tuple[ValidationError, ...])),
    Index("erp_bills_by_external_id", "company_id", "external_id", "number"),
    Index("erp_bills_by_document", "company_id", "document_number", "number"),
    Index("erp_bills_by_vendor", "company_id", "vendor_id", "number"),
    Index("erp_bills_by_status", "company_id", "status", "number"),
)

lines = _table(
    "erp_lines",
    Column("bill", BigInteger, primary_key=True, autoincrement=False),
    _number(),
    _needed("account"),
    _needed("amount", holds=decimal),
    _dimensions(),
    Column("tax_code", Text),
    Column("description", Text),
    Column("source_ref", Text),
)

ledger = _table(
    "erp_ledger",
    _number(),
    _needed("bill", BigInteger),
    Column("line", BigInteger),
    _needed("account", _in_order(Text())),
    _needed("vendor_id"),
    _needed("debit", BigInteger),
    _needed("credit", BigInteger),
    _needed("currency", _in_order(Text())),
    _day("gl_date"),
    _dimensions(),
    Column("reverses", BigInteger),
    Index("erp_ledger_by_bill", "company_id", "bill", "number"),
    Index("erp_ledger_by_account", "company_id", "account", "number"),
    Index("erp_ledger_by_day", "company_id", "gl_date", "number"),
    Index("erp_ledger_sums", "company_id", "account", "currency", "debit", "credit"),
)

idempotency = _table(
    "erp_idempotency",
    Column("key", String(255), primary_key=True),
    _needed("fingerprint"),
    _needed("bill", BigInteger),
    _needed("kept_at", BigInteger),  # microseconds, by the company's clock
    _needed("answer"),
    Index("erp_idempotency_by_bill", "company_id", "bill"),
)

SECTION = Section(
    name="erp",
    version=2,
    migrations=(migrations.dimensions_as_maps,),
    tables=(
        *(companies, api_keys, accounts, dimension_values, tax_codes, periods, rates, vendors),
        *(bills, lines, ledger, idempotency),
    ),
    at_first=(
        *("erp_companies", "erp_api_keys", "erp_accounts", "erp_projects", "erp_cost_centers", "erp_tax_codes"),
        *("erp_periods", "erp_rates", "erp_vendors", "erp_bills", "erp_lines", "erp_ledger", "erp_idempotency"),
    ),
)
