"""A company's lists and their items: a row each, items found by id or by the code below their parent, paged by code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Index, Integer, Row, String, Table, Text, bindparam, delete, select

from mock_concur.domain.lists import CustomList, ListItem
from mock_concur.store.rows import mine, table
from mockkit import companies
from mockkit.database.paging import Condition, Key, Keyset, Page
from mockkit.database.store import Prepared, insert_rows


def _in_order() -> Text:
    """Text that items are sorted by: on PostgreSQL too by its characters, whatever the database's language."""
    return Text().with_variant(Text(collation="C"), "postgresql")


lists = table(
    "concur_lists",
    Column("id", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("levels", Integer, nullable=False),
)

items = table(
    "concur_list_items",
    Column("id", String(40), primary_key=True),
    Column("list_id", String(40), nullable=False),
    Column("parent_id", String(40), nullable=False),
    Column("code", _in_order(), nullable=False),
    Column("value", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Index("concur_list_items_by_code", "company_id", "list_id", "code", "id"),
    Index("concur_list_items_by_parent", "company_id", "list_id", "parent_id", "code", "id"),
)

_LISTS = Keyset(lists, "id")
_ITEMS = Keyset(items, "code", "id")


def _by_id(of: Table) -> Any:
    return select(of).where(mine(of), of.c.id == bindparam("id"))


_LIST, _ITEM = Prepared(_by_id(lists)), Prepared(_by_id(items))
_REMOVE_ITEM = delete(items).where(mine(items), items.c.id == bindparam("item"))

Kind = TypeVar("Kind", CustomList, ListItem)


def find_list(connection: Connection, company_id: str, list_id: str) -> CustomList | None:
    """The list of that id."""
    row = _LIST.first(connection, {"company": company_id, "id": list_id})
    return None if row is None else _value(CustomList, row)


def find_item(connection: Connection, company_id: str, item_id: str) -> ListItem | None:
    """The item of that id."""
    row = _ITEM.first(connection, {"company": company_id, "id": item_id})
    return None if row is None else _value(ListItem, row)


def item_of_code(connection: Connection, company_id: str, list_id: str, parent_id: str, code: str) -> ListItem | None:
    """The item of that code below the parent (empty: on the first level)."""
    below = (Condition("list_id", list_id), Condition("parent_id", parent_id), Condition("code", code))
    rows, _ = _ITEMS.read(connection, company_id, Page(below, limit=1))
    return _value(ListItem, rows[0]) if rows else None


def page_of_lists(connection: Connection, company_id: str, page: Page) -> tuple[list[CustomList], Key | None]:
    """The lists of a page by their ids, and the key to go on behind (None at the end)."""
    rows, following = _LISTS.read(connection, company_id, page)
    return [_value(CustomList, row) for row in rows], following


def page_of_items(connection: Connection, company_id: str, page: Page) -> tuple[list[ListItem], Key | None]:
    """The items of a page by their codes, and the key to go on behind (None at the end).

    It is to be narrowed to a ``list_id``, and may be to a ``parent_id`` too.
    """
    rows, following = _ITEMS.read(connection, company_id, page)
    return [_value(ListItem, row) for row in rows], following


def add_lists(connection: Connection, company_id: str, new: Iterable[CustomList]) -> None:
    """Put in new lists, and say that the company has changed."""
    insert_rows(connection, lists, company_id, map(asdict, new))
    companies.touch(connection, company_id)


def add_items(connection: Connection, company_id: str, new: Iterable[ListItem]) -> None:
    """Put in new items, and say that the company has changed."""
    insert_rows(connection, items, company_id, map(asdict, new))
    companies.touch(connection, company_id)


def remove_item(connection: Connection, company_id: str, item_id: str) -> None:
    """Forget the item, and say that the company has changed."""
    connection.execute(_REMOVE_ITEM, {"company": company_id, "item": item_id})
    companies.touch(connection, company_id)


def _value(kind: type[Kind], row: Row[Any]) -> Kind:
    return kind(**{field.name: getattr(row, field.name) for field in fields(kind)})
