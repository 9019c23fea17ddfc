"""A database is brought up to this version, or refused in one sentence and left as it is."""

from __future__ import annotations

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Connection, Index, MetaData, String, Table, create_engine, inspect

from mockkit.database import schema
from mockkit.database.schema import OtherSchema
from mockkit.database.sections import Rows, Section
from mockkit.database.store import Store, company_id_column
from mockkit.tables import SECTION
from tests.stores import kit_store


@dataclasses.dataclass(frozen=True)
class Shape:
    """What two versions of a section may differ in."""

    length: int = 8
    nullable: bool = False
    unique: bool = False
    indexed: tuple[str, ...] = ("name", "number")
    key: str = "id"
    further: Column[Any] | None = None
    more: tuple[str, ...] = ()

    def tables(self) -> tuple[Table, ...]:
        tables = MetaData()
        columns: list[Column[Any]] = [
            Column(self.key, BigInteger, primary_key=True, autoincrement=False),
            Column("name", String(self.length), nullable=self.nullable),
            Column("number", BigInteger, nullable=False),
        ]
        if self.further is not None:
            columns.append(self.further._copy())
        index = Index("things_by_name", *self.indexed, unique=self.unique)
        Table("things", tables, company_id_column(), *columns, index)
        for name in self.more:
            Table(name, tables, company_id_column(), info={"derived": True})
        return tuple(tables.tables.values())

    def section(self, **told: Any) -> Section:
        return Section(name="things", tables=self.tables(), **told)


@pytest.mark.parametrize(
    "other",
    [
        Shape(length=9),
        Shape(nullable=True),
        Shape(further=Column("further", BigInteger, nullable=False)),
        Shape(unique=True),
        Shape(indexed=("number", "name")),
    ],
)
def test_no_change_of_a_table_goes_unnoticed(other: Shape) -> None:
    assert schema.mark_of(Shape().tables()) == schema.mark_of(Shape().tables())
    assert schema.mark_of(Shape().tables()) != schema.mark_of(other.tables())


def change(database: str, *statements: str) -> None:
    engine = create_engine(database)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def tables_of(database: str) -> set[str]:
    engine = create_engine(database)
    with engine.connect() as connection:
        found = set(inspect(connection).get_table_names())
    engine.dispose()
    return found


def filled(database: str, shape: Shape = Shape(), **told: Any) -> None:
    """A database as an older version has left it: two companies with a thing each."""
    with closing(Store(database, [shape.section(**told)])) as store, store.transaction(write=True) as connection:
        rows = [{"company_id": name, shape.key: 1, "name": name, "number": 7} for name in ("acme", "other")]
        connection.execute(shape.tables()[0].insert(), rows)


def rows_of(database: str, table: str = "things") -> list[dict[str, Any]]:
    """The rows of a table, by its first column."""
    engine = create_engine(database)
    with engine.connect() as connection:
        rows = [row._asdict() for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1")]
    engine.dispose()
    return rows


COLOURED = Column("colour", String(8), nullable=False, server_default="red")


@pytest.mark.parametrize(
    ("newer", "further"),
    [
        (Shape(further=Column("colour", String(8))), {"colour": None}),
        (Shape(further=COLOURED), {"colour": "red"}),
        (Shape(further=Column("new", Boolean, nullable=False, server_default="1")), {"new": True}),
        (Shape(more=("more_things",)), {}),
    ],
)
def test_what_an_older_database_lacks_is_added(database: str, newer: Shape, further: dict[str, Any]) -> None:
    filled(database)
    for _ in range(2):
        Store(database, [newer.section()]).close()
    held = {"id": 1, "number": 7, **further}
    assert rows_of(database) == [{"company_id": name, "name": name, **held} for name in ("acme", "other")]
    assert {table.name for table in newer.tables()} <= tables_of(database)


def test_an_index_that_is_missing_is_added(database: str) -> None:
    filled(database)
    change(database, "DROP INDEX things_by_name", "UPDATE kit_sections SET mark = 'of before'")
    Store(database, [Shape().section()]).close()
    engine = create_engine(database)
    with engine.connect() as connection:
        assert [index["name"] for index in inspect(connection).get_indexes("things")] == ["things_by_name"]
    engine.dispose()


def test_a_derived_table_that_is_added_is_filled(database: str) -> None:
    filled(database)
    newer = Shape(more=("more_things",))

    def rebuild(connection: Connection, company_id: str) -> None:
        connection.execute(newer.tables()[1].insert(), {"company_id": company_id})

    Store(database, [newer.section(rebuild=rebuild)]).close()
    assert rows_of(database, "more_things") == [{"company_id": "acme"}, {"company_id": "other"}]


def test_a_derived_table_may_change_in_any_way(database: str) -> None:
    def section(length: int, name: str) -> Section:
        tables = MetaData()
        derived = Table("names", tables, company_id_column(), Column(name, String(length)), info={"derived": True})

        def rebuild(connection: Connection, company_id: str) -> None:
            connection.execute(derived.insert(), {"company_id": company_id, name: "x" * length})

        return Section(name="things", tables=(*Shape().tables(), derived), rebuild=rebuild)

    filled(database)
    for changed in (section(8, "name"), section(9, "name"), section(9, "other")):
        Store(database, [changed]).close()
    assert rows_of(database, "names") == [{"company_id": each, "other": "x" * 9} for each in ("acme", "other")]


def test_an_older_harness_uses_a_database_to_which_only_was_added(database: str) -> None:
    newer = Shape(further=COLOURED, more=("more_things",))
    Store(database, [newer.section()]).close()
    filled(database)
    Store(database, [newer.section()]).close()
    assert [row["colour"] for row in rows_of(database)] == ["red", "red"]


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (Shape(length=9), "another column name"),
        (Shape(nullable=True), "another column name"),
        (Shape(unique=True), "another index things_by_name"),
        (Shape(indexed=("number", "name")), "another index things_by_name"),
        (Shape(further=Column("further", BigInteger, nullable=False)), "no column further"),
        (Shape(key="nr"), "no column nr"),
    ],
)
def test_a_database_that_differs_otherwise_is_refused_and_left_as_it_is(database: str, other: Shape, what: str) -> None:
    filled(database)
    before = rows_of(database, "kit_sections"), rows_of(database), tables_of(database)
    with pytest.raises(OtherSchema, match=f"its tables of things .*{what}.*empty database"):
        Store(database, [other.section()])
    assert (rows_of(database, "kit_sections"), rows_of(database), tables_of(database)) == before


def test_a_column_that_is_no_longer_known_and_needs_a_value_is_refused(database: str) -> None:
    Store(database, [Shape(further=Column("further", BigInteger, nullable=False)).section()]).close()
    with pytest.raises(OtherSchema, match="things has a column further"):
        Store(database, [Shape().section()])


NEWER = Shape(length=40, key="nr")


def _renamed(rows: Rows) -> Rows:
    return {"things": [{"nr": row["id"], "name": row["name"], "number": row["number"]} for row in rows["things"]]}


def _doubled(rows: Rows) -> Rows:
    return {"things": [{**row, "number": row["number"] * 2} for row in rows["things"]]}


def test_rows_of_an_older_version_are_brought_over_step_by_step(database: str) -> None:
    filled(database)
    newest = NEWER.section(version=3, migrations=(_renamed, _doubled))
    for _ in range(2):
        Store(database, [newest]).close()
    assert rows_of(database) == [
        {"company_id": name, "nr": 1, "name": name, "number": 14} for name in ("acme", "other")
    ]
    assert tables_of(database) == {"things", "kit_sections"}
    assert [row["version"] for row in rows_of(database, "kit_sections")] == [3]


def test_only_the_steps_that_are_left_are_taken(database: str) -> None:
    filled(database, NEWER, version=2)
    Store(database, [NEWER.section(version=3, migrations=(_renamed, _doubled))]).close()
    assert [row["number"] for row in rows_of(database)] == [14, 14]


def test_what_is_derived_is_made_anew_when_rows_are_brought_over(database: str) -> None:
    derived = dataclasses.replace(NEWER, more=("more_things",))

    def rebuild(connection: Connection, company_id: str) -> None:
        connection.execute(derived.tables()[1].insert(), {"company_id": company_id})

    filled(database)
    Store(database, [derived.section(version=2, migrations=(_renamed,), rebuild=rebuild)]).close()
    assert len(rows_of(database, "more_things")) == 2


def test_a_step_that_fails_leaves_the_database_as_it_was(database: str) -> None:
    def fails(rows: Rows) -> Rows:
        raise RuntimeError("a slip in a migration")

    filled(database)
    before = rows_of(database), tables_of(database)
    with pytest.raises(RuntimeError):
        Store(database, [NEWER.section(version=2, migrations=(fails,))])
    assert (rows_of(database), tables_of(database)) == before


def test_processes_that_start_at_once_bring_it_up_once(database: str) -> None:
    filled(database)
    together = threading.Barrier(4)

    def start(_: int) -> None:
        together.wait()
        Store(database, [NEWER.section(version=2, migrations=(_renamed,))]).close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, range(4)))
    assert [row["nr"] for row in rows_of(database)] == [1, 1]


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ({"version": 1}, "its section things is of version 2, and this harness knows 1: use the newer harness"),
        ({"version": 4, "migrations": (_doubled,)}, "is of version 2, and this harness brings up those from 3 on"),
    ],
)
def test_a_version_from_which_no_way_leads_here_is_refused(database: str, told: dict[str, Any], what: str) -> None:
    filled(database, NEWER, version=2)
    before = rows_of(database, "kit_sections"), rows_of(database), tables_of(database)
    with pytest.raises(OtherSchema, match=what):
        Store(database, [NEWER.section(**told)])
    assert (rows_of(database, "kit_sections"), rows_of(database), tables_of(database)) == before


def test_sections_are_brought_up_each_by_itself(database: str) -> None:
    kit_store(database).close()
    with closing(Store(database, [SECTION, Shape().section()])):
        assert {"things", "kit_companies"} <= tables_of(database)
    kit_store(database).close()
    assert [row["section"] for row in rows_of(database, "kit_sections")] == ["mockkit", "things"]


def test_a_database_from_before_sections_were_told_apart_is_of_the_first_version(database: str) -> None:
    filled(database)
    change(database, "DROP TABLE kit_sections", "CREATE TABLE kit_schema (mark TEXT)")
    told = {"version": 2, "migrations": (_renamed,)}
    with pytest.raises(OtherSchema, match="use an empty database"):
        Store(database, [NEWER.section(**told)])
    Store(database, [NEWER.section(**told, at_first=("things",))]).close()
    assert [row["nr"] for row in rows_of(database)] == [1, 1]
    assert tables_of(database) == {"things", "kit_sections"}


def test_a_database_that_lacks_tables_of_the_first_version_is_refused(database: str) -> None:
    change(database, "CREATE TABLE kit_companies (company_id TEXT)", "CREATE TABLE kit_schema (mark TEXT)")
    with pytest.raises(OtherSchema, match="use an empty database"):
        kit_store(database)
    assert tables_of(database) == {"kit_companies", "kit_schema"}


def test_tables_of_somebody_else_are_no_hindrance(database: str) -> None:
    change(database, "CREATE TABLE somebody_elses (id INTEGER)")
    kit_store(database).close()
    with closing(kit_store(database)):
        assert {"somebody_elses", "kit_companies"} <= tables_of(database)


def test_tables_are_made_whole_or_not_at_all(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ends half way leaves an empty database, which the next one can use."""

    def stop(_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(schema, "mark_of", stop)
        with pytest.raises(KeyboardInterrupt):
            kit_store(database)
    assert tables_of(database) == set()
    kit_store(database).close()
