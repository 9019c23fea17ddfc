"""Master data in the store: a shelf for each kind of record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Row, Select, Table, bindparam, or_, select, update

from mock_erp.domain.chart import Account, Period, Rate, TaxCode, Vendor
from mock_erp.store import tables
from mock_erp.store.chunks import chunks
from mock_erp.store.numbering import VENDOR, format_id, number_of
from mockkit.database.paging import Key, Keyset, Page
from mockkit.database.store import insert_rows

Record = TypeVar("Record", Account, TaxCode, Vendor, Period, Rate)


@dataclass(frozen=True, slots=True)
class MasterTable(Generic[Record]):
    """Where the records of one kind lie: `code` is the column that people know them by, `key` the
    one that lists are sorted and paged by. `kind` is what people call a record.
    """

    kind: str
    table: Table
    code: str
    key: str
    from_row: Callable[[Row[Any]], Record]
    _list: Keyset
    _find: Select[Any]
    _among: Select[Any]

    def find(self, connection: Connection, company_id: str, code: str) -> Record | None:
        """The record of that code, or None."""
        row = connection.execute(self._find, {"company": company_id, "code": code}).first()
        return None if row is None else self.from_row(row)

    def among(self, connection: Connection, company_id: str, codes: Collection[str]) -> dict[str, Record]:
        """The records of those codes that there are, by code."""
        found: dict[str, Record] = {}
        for some in chunks(sorted(set(codes))):
            rows = connection.execute(self._among, {"company": company_id, "codes": some})
            found.update({getattr(row, self.code): self.from_row(row) for row in rows})
        return found

    def page(self, connection: Connection, company_id: str, page: Page) -> tuple[list[Record], Key | None]:
        """The records of the page, and the key that the next one goes on after (None at the end)."""
        rows, following = self._list.read(connection, company_id, page)
        return [self.from_row(row) for row in rows], following

    def add(self, connection: Connection, company_id: str, records: Sequence[Record], first: int = 1) -> None:
        """Put the records there; where they are numbered, from `first` on."""
        numbered = self.key == "number"
        rows = (
            {**to_row(record), **({"number": number} if numbered else {})}
            for number, record in enumerate(records, first)
        )
        insert_rows(connection, self.table, company_id, rows)

    def replace(self, connection: Connection, company_id: str, code: str, record: Record) -> None:
        """Put the record where that of the same code stood."""
        there = (self.table.c.company_id == company_id, self.table.c[self.code] == code)
        connection.execute(update(self.table).where(*there).values(**to_row(record)))


def to_row(record: Any) -> dict[str, Any]:
    """The columns of a record: days and decimals as text, lists parted by commas; an id is no column."""
    return {field.name: _stored(getattr(record, field.name)) for field in fields(record) if field.name != "id"}


def _stored(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return ",".join(value) if isinstance(value, tuple) else value


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _account(row: Row[Any]) -> Account:
    return Account(
        code=row.code,
        name=row.name,
        postable=row.postable,
        active=row.active,
        requires=tuple(row.requires.split(",")) if row.requires else (),
    )


def _tax_code(row: Row[Any]) -> TaxCode:
    return TaxCode(code=row.code, name=row.name)


def _vendor(row: Row[Any]) -> Vendor:
    return Vendor(
        id=format_id(VENDOR, row.number),
        external_id=row.external_id,
        name=row.name,
        active=row.active,
        currency=row.currency,
    )


def _period(row: Row[Any]) -> Period:
    return Period(
        name=row.name,
        starts_on=date.fromisoformat(row.starts_on),
        ends_on=date.fromisoformat(row.ends_on),
        status=row.status,
    )


def _rate(row: Row[Any]) -> Rate:
    return Rate(
        currency=row.currency,
        rate=Decimal(row.rate),
        starts_on=_day(row.starts_on),
        ends_on=_day(row.ends_on),
    )


def _master_table(
    kind: str, table: Table, from_row: Callable[[Row[Any]], Record], code: str = "code", key: str = ""
) -> MasterTable[Record]:
    company = table.c.company_id == bindparam("company")
    return MasterTable(
        kind,
        table,
        code,
        key or code,
        from_row,
        Keyset(table, key or code),
        select(table).where(company, table.c[code] == bindparam("code")),
        select(table).where(company, table.c[code].in_(bindparam("codes", expanding=True))),
    )


accounts = _master_table("account", tables.accounts, _account)
tax_codes = _master_table("tax code", tables.tax_codes, _tax_code)
periods = _master_table("period", tables.periods, _period, code="name")
vendors = _master_table("vendor", tables.vendors, _vendor, code="external_id", key="number")
rates = _master_table("rate", tables.rates, _rate, code="currency", key="number")

_VENDOR_BY_NUMBER = select(tables.vendors).where(
    tables.vendors.c.company_id == bindparam("company"), tables.vendors.c.number == bindparam("number")
)
_HOLDING = select(tables.periods).where(
    tables.periods.c.company_id == bindparam("company"),
    tables.periods.c.starts_on <= bindparam("day"),
    tables.periods.c.ends_on >= bindparam("day"),
)
_RATE = (
    select(tables.rates.c.number)
    .where(
        tables.rates.c.company_id == bindparam("company"),
        tables.rates.c.currency == bindparam("currency"),
        or_(tables.rates.c.starts_on.is_(None), tables.rates.c.starts_on <= bindparam("day")),
        or_(tables.rates.c.ends_on.is_(None), tables.rates.c.ends_on >= bindparam("day")),
    )
    .limit(1)
)


def vendor_by_id(connection: Connection, company_id: str, vendor_id: str) -> Vendor | None:
    """The vendor of that id (`V-1001`), or None."""
    number = number_of(VENDOR, vendor_id)
    if number is None:
        return None
    row = connection.execute(_VENDOR_BY_NUMBER, {"company": company_id, "number": number}).first()
    return None if row is None else _vendor(row)


def periods_holding(connection: Connection, company_id: str, day: date) -> tuple[Period, ...]:
    """The periods that the day lies in."""
    rows = connection.execute(_HOLDING, {"company": company_id, "day": day.isoformat()})
    return tuple(_period(row) for row in rows)


def has_rate(connection: Connection, company_id: str, currency: str, day: date) -> bool:
    """Whether there is a rate for the currency on that day."""
    asked = {"company": company_id, "currency": currency, "day": day.isoformat()}
    return connection.execute(_RATE, asked).first() is not None
