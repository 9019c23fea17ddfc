"""Lists by key: every row once, whatever is added or taken out meanwhile; a cursor goes on with its own query only."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import BigInteger, Column, Connection, Index, MetaData, String, Table, delete, exists, insert

from mockkit.database.paging import Condition, Cursor, CursorRefused, Key, Keyset, Page, cursor_from
from mockkit.database.sections import Section
from mockkit.database.store import Store, company_id_column

own = MetaData()
notes = Table(
    "toy_notes",
    own,
    company_id_column(),
    Column("name", String(20), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(20), nullable=False),
    Index("toy_notes_in_order", "company_id", "at", "name"),
)
labels = Table(
    "toy_labels", own, company_id_column(), Column("name", String(20)), Column("label", String(20), primary_key=True)
)
NOTES = Keyset(
    notes,
    "at",
    "name",
    columns=[notes.c.kind],
    filters={
        "label": lambda value: exists().where(
            labels.c.company_id == notes.c.company_id, labels.c.name == notes.c.name, labels.c.label == value
        )
    },
)
# Two of each time, so that time alone is no key.
ROWS = [(f"n{n}", n // 2, "even" if n % 2 == 0 else "odd") for n in range(9)]


@pytest.fixture
def connection(database: str) -> Iterator[Connection]:
    section = Section(name="toy", tables=(notes, labels))
    with closing(Store(database, [section])) as store, store.transaction(write=True) as connection:
        for company in ("acme", "other"):
            rows = [{"company_id": company, "name": name, "at": at, "kind": kind} for name, at, kind in ROWS]
            connection.execute(insert(notes), rows)
        connection.execute(insert(labels), [{"company_id": "acme", "name": "n3", "label": "red"}])
        yield connection


def names(connection: Connection, *conditions: Condition, limit: int = 2, after: Key | None = None) -> list[str]:
    """The names on all pages, which are full but for the last."""
    found: list[str] = []
    while True:
        rows, following = NOTES.read(connection, "acme", Page(conditions, after, limit))
        found += [row.name for row in rows]
        if following is None:
            return found
        assert len(rows) == limit
        assert following != after
        after = following


@pytest.mark.parametrize("limit", [1, 2, 3, 8, 9, 10])
def test_pages_of_any_size_hold_every_row_once_in_order(connection: Connection, limit: int) -> None:
    assert names(connection, limit=limit) == [name for name, *_ in ROWS]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("kind", "odd"), ["n1", "n3", "n5", "n7"]),
        (Condition("at", 3, ">"), ["n8"]),
        (Condition("at", 3, ">="), ["n6", "n7", "n8"]),
        (Condition("at", 1, "<"), ["n0", "n1"]),
        (Condition("at", 1, "<="), ["n0", "n1", "n2", "n3"]),
        (Condition("name", ["n0", "n5"], "in"), ["n0", "n5"]),
        (Condition("name", [f"n{n}" for n in range(8)], "not in"), ["n8"]),
        (Condition("label", "red"), ["n3"]),
        (Condition("label", "blue"), []),
    ],
)
def test_a_list_is_narrowed_to_a_condition(connection: Connection, condition: Condition, expected: list[str]) -> None:
    assert names(connection, condition) == expected


def test_conditions_hold_together_and_the_same_statement_serves_other_values(connection: Connection) -> None:
    for kind, expected in (("odd", ["n3"]), ("even", ["n2"])):
        conditions = (Condition("kind", kind), Condition("at", 0, ">"), Condition("at", 2, "<"))
        assert names(connection, *conditions) == expected


def test_what_comes_and_goes_between_two_pages_makes_no_row_come_twice_or_be_left_out(connection: Connection) -> None:
    _, after = NOTES.read(connection, "acme", Page(limit=4))
    connection.execute(delete(notes).where(notes.c.name.in_(["n0", "n3"])))
    connection.execute(insert(notes), {"company_id": "acme", "name": "before", "at": 0, "kind": "new"})
    assert names(connection, after=after) == ["n4", "n5", "n6", "n7", "n8"]


def test_the_columns_may_be_those_of_a_joined_table(connection: Connection) -> None:
    same = (labels.c.company_id == notes.c.company_id) & (labels.c.name == notes.c.name)
    joined = Keyset(notes, "at", "name", columns=[labels.c.label], joined=notes.outerjoin(labels, same))
    rows, _ = joined.read(connection, "acme", Page())
    assert [(row.name, row.label) for row in rows if row.label] == [("n3", "red")]
    assert len(rows) == len(ROWS)


QUERY = {"user": "ann@example.com", "limit": "25"}


@pytest.mark.parametrize("beside", [{}, QUERY, dict(reversed(QUERY.items()))])
def test_a_cursor_goes_on_with_its_query_whether_or_not_that_stands_beside_it(beside: dict[str, str]) -> None:
    cursor = Cursor(QUERY, (1_700_000_000_000_000, "4F1A"))
    assert cursor_from(cursor.text(), beside) == cursor


def test_a_cursor_is_fit_for_a_url() -> None:
    text = Cursor({"name": "Zürich & ?/=+%"}, ("ÿ~",)).text()
    assert text.replace("-", "").replace("_", "").isalnum()
    assert text.isascii()


@pytest.mark.parametrize("beside", [{"user": "ALL", "limit": "25"}, {"user": QUERY["user"]}, {**QUERY, "new": "1"}])
def test_a_cursor_of_another_query_is_refused(beside: dict[str, str]) -> None:
    with pytest.raises(CursorRefused):
        cursor_from(Cursor(QUERY, (1,)).text(), beside)


def changed(text: str) -> Iterator[str]:
    for n, letter in enumerate(text):
        yield f"{text[:n]}{'A' if letter != 'A' else 'B'}{text[n + 1 :]}"


def test_a_text_that_is_no_cursor_is_refused() -> None:
    good = Cursor(QUERY, (1, "a")).text()
    forged: Any = base64.urlsafe_b64encode(b"\0" * 6 + b'[{},["x"]]').decode()
    marked = Cursor({"a": 1}, ({},)).text()  # type: ignore[dict-item, arg-type]  # with the mark that it should have
    for text in (marked, "", "1", "nonsense", "=", "\0", "ä", good + "A", good[:-4], " " + good, forged, "A" * 100_000):
        with pytest.raises(CursorRefused):
            cursor_from(text, {})
    for text in changed(good[:-1]):
        with pytest.raises(CursorRefused):
            cursor_from(text, {})
