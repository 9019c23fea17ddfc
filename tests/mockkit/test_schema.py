"""A database is used by the version that made it, and by no other."""

from __future__ import annotations

import dataclasses
from contextlib import closing

import pytest
from sqlalchemy import Column, Index, Integer, MetaData, String, Table, create_engine, inspect

from mockkit import schema
from mockkit.schema import OtherSchema
from mockkit.store import Store


@dataclasses.dataclass
class Shape:
    """What two versions of a table may differ in."""

    length: int = 8
    nullable: bool = False
    further: bool = False
    unique: bool = False
    indexed: tuple[str, ...] = ("name", "number")

    def tables(self) -> MetaData:
        tables = MetaData()
        columns = [
            Column("id", Integer, primary_key=True),
            Column("name", String(self.length), nullable=self.nullable),
            Column("number", Integer, nullable=False),
        ]
        if self.further:
            columns.append(Column("further", Integer, nullable=False))
        Table("things", tables, *columns, Index("things_by_name", *self.indexed, unique=self.unique))
        return tables


@pytest.mark.parametrize(
    "other",
    [
        Shape(length=9),
        Shape(nullable=True),
        Shape(further=True),
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


def test_a_database_of_another_version_is_refused_and_left_as_it_is(database: str) -> None:
    Store(database).close()
    change(database, "UPDATE kit_schema SET mark = 'of another version'")
    before = tables_of(database)
    with pytest.raises(OtherSchema, match="another version"):
        Store(database)
    assert tables_of(database) == before


def test_a_database_from_before_versions_were_told_apart_is_refused(database: str) -> None:
    change(database, "CREATE TABLE kit_companies (company_id TEXT)")
    with pytest.raises(OtherSchema):
        Store(database)
    assert tables_of(database) == {"kit_companies"}


def test_tables_of_somebody_else_are_no_hindrance(database: str) -> None:
    change(database, "CREATE TABLE somebody_elses (id INTEGER)")
    Store(database).close()
    with closing(Store(database)):
        assert {"somebody_elses", "kit_companies"} <= tables_of(database)


def test_tables_are_made_whole_or_not_at_all(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ends half way leaves an empty database, which the next one can use."""

    def stop(_: MetaData) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(schema, "mark_of", stop)
        with pytest.raises(KeyboardInterrupt):
            Store(database)
    assert tables_of(database) == set()
    Store(database).close()
