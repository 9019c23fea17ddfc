"""Field tables: what is held against the views while they are made, who sees what, and what stands for nothing."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

import mock_concur.api
from mock_concur.api.common.attributes import WrongSource
from mock_concur.api.common.audiences import WEB_SERVICES_ADMINISTRATORS, Audience, audiences_of
from mock_concur.api.common.custom_fields import CODE_AND_NAME, TYPE_VALUE_CODE, AsObject, CustomFields
from mock_concur.api.common.envelopes import Document, Page
from mock_concur.api.common.fields import Child, Children, Field, Fixed, Rendering, Row, Table
from mock_concur.api.common.formats import COUNT, DAY, DAY_AS_MOMENT, MOMENT, MONEY, NUMERAL
from mock_concur.api.common.nulls import EMPTY, LEFT_OUT, NIL, Nulls
from mock_concur.domain.actors import COMPANY_ADMINISTRATOR, WEB_SERVICES_ADMINISTRATOR
from mock_concur.domain.model import CustomField

XML, JSON = Rendering(json=False), Rendering(json=True)


@dataclass(frozen=True, slots=True)
class Hotel:
    """A nested view."""

    name: str
    rooms: int = 1


@dataclass(frozen=True, slots=True)
class Stay:
    """A view with something of every kind."""

    hotel: Hotel = Hotel("Nord")
    second: Hotel | None = None
    amount: Decimal | None = Decimal(12)
    begun: datetime = datetime(2026, 1, 31, 12, tzinfo=UTC)
    day: date = date(2026, 1, 31)
    paid: bool = False
    note: str = ""
    others: tuple[Hotel, ...] = ()
    customs: Mapping[str, CustomField] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def nights(self) -> int:
        """A property counts as an attribute."""
        return 3

    @property
    def maybe(self) -> list[Hotel] | None:
        """A list that may be null."""
        return None


HOTEL = Table("Hotel", Hotel, (Field("Name", "name"),))
CUSTOM = Table("Custom", CustomField, (Field("Value", "value"),))


def first_letter(stay: Stay) -> str:
    """A computed value."""
    return stay.hotel.name[:1]


def of_hotel(hotel: Hotel) -> str:
    """A function of another view."""
    return hotel.name


def says_nothing(stay: Stay):
    """A function that does not say what it returns."""
    return stay.note


def table(*rows: Row, **given: Any) -> Table[Stay]:
    return Table("Stay", Stay, rows, **given)


@pytest.mark.parametrize(
    "row",
    [
        Field("X", "hotel.name"),
        Field("X", "nights", COUNT),
        Field("X", "amount", MONEY),
        Field("X", first_letter),
        Field("X", "begun", DAY),
        Fixed("X", 1, COUNT),
        Child("X", "second", HOTEL),
        Children("X", "others", HOTEL),
        Children("X", "maybe", HOTEL),
        CustomFields("Custom", 20, "customs", TYPE_VALUE_CODE),
    ],
)
def test_what_fits_is_taken(row: Row) -> None:
    assert table(row).renderer(XML)(Stay())
    assert json.loads(table(row).renderer(JSON)(Stay()))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (Field("X", "hotle.name"), ["X of Stay", "'hotle.name'", "'hotle'", "hotel, maybe, nights"]),
        (Field("X", "hotel.nam"), ["Hotel has name, rooms"]),
        (Field("X", "second.name"), ["Hotel | None"]),
        (Field("X", "note.x.y"), ["'x'"]),
        (Field("X", "amount"), ["takes str", "may be Decimal"]),
        (Field("X", "nights", NUMERAL), []),
        (Field("X", "paid", COUNT), ["takes int", "may be bool"]),
        (Field("X", "begun", DAY_AS_MOMENT), ["takes date", "may be datetime"]),
        (Field("X", "day", MOMENT), ["takes datetime", "may be date"]),
        (Field("X", "hotel"), ["may be Hotel"]),
        (Field("X", of_hotel), ["of_hotel must take one Stay"]),
        (Field("X", says_nothing), ["says_nothing must"]),
        (Field("X", lambda stay: stay.note), ["must take one Stay"]),
        (Fixed("X", "1", COUNT), ["takes int"]),
        (Fixed("X", True, COUNT), ["takes int"]),
        (Child("X", "note", HOTEL), ["Hotel is read from Hotel", "may be str"]),
        (Children("X", "hotel", HOTEL), ["Hotel is read from Hotel"]),
        (Children("X", "others", CUSTOM), ["Custom is read from CustomField", "may be Hotel"]),
        (CustomFields("Custom", 20, "note", CODE_AND_NAME), ["a mapping", "str"]),
        (CustomFields("Custom", 20, "texts", CODE_AND_NAME), ["writes CustomField"]),
        (CustomFields("Custom", 20, "texts", AsObject(CUSTOM)), ["writes CustomField"]),
    ],
)
def test_what_does_not_fit_is_told_when_the_table_is_made(row: Row, told: list[str]) -> None:
    """Catches a renamed attribute, and a flag that is written as a number, before anything is served."""
    if not told:
        assert table(row)
        return
    with pytest.raises(WrongSource) as wrong:
        table(row)
    for words in told:
        assert words in str(wrong.value)


@pytest.mark.parametrize("path", ["__import__('os').name", "note or 1", "note.", "", "note[0]"])
def test_a_path_is_nothing_but_names(path: str) -> None:
    with pytest.raises(WrongSource):
        table(Field("X", path))


def test_names_are_held_together() -> None:
    with pytest.raises(ValueError, match="twice"):
        table(Field("X", "note"), Field("X", "note"))
    with pytest.raises(ValueError, match="Y"):
        table(Field("X", "note"), nulls=Nulls().but(Y=NIL))
    for order in (("Y",), ("X", "Y", "Z")):
        with pytest.raises(ValueError, match="json_order"):
            table(Field("X", "note"), Field("Y", "note"), json_order=order)


def test_json_may_have_another_order() -> None:
    both = table(Fixed("A", "1"), Fixed("B", "2"), json_order=("B", "A"))
    assert both.renderer(XML)(Stay()) == "<Stay><A>1</A><B>2</B></Stay>"
    assert both.renderer(JSON)(Stay()) == '{"B":"2","A":"1"}'


def test_only_its_audience_sees_an_element() -> None:
    processors = Audience("processors", frozenset({"processor"}))
    shown = table(
        Field("All", "hotel.name"),
        Fixed("Admin", "a", audience=WEB_SERVICES_ADMINISTRATORS),
        Child("Hotel", "hotel", HOTEL, processors),
        CustomFields("Custom", 1, "customs", CODE_AND_NAME, audience=processors),
    )

    def seen(*audiences: Audience) -> list[str]:
        return list(json.loads(shown.renderer(Rendering(True, frozenset(audiences)))(Stay())))

    assert seen() == ["All"]
    assert seen(WEB_SERVICES_ADMINISTRATORS) == ["All", "Admin"]
    assert seen(processors) == ["All", "Hotel", "Custom1"]
    assert seen(processors, WEB_SERVICES_ADMINISTRATORS) == ["All", "Admin", "Hotel", "Custom1"]


def test_a_caller_is_of_the_audiences_of_any_of_their_roles() -> None:
    assert audiences_of({"employee", WEB_SERVICES_ADMINISTRATOR}) == {WEB_SERVICES_ADMINISTRATORS}
    assert audiences_of({"employee", "processor", COMPANY_ADMINISTRATOR}) == frozenset()


LEFT_OUT_EVERYWHERE = Nulls(
    value=LEFT_OUT, custom_field=LEFT_OUT, child=LEFT_OUT, children=LEFT_OUT, no_children=LEFT_OUT
)


@pytest.mark.parametrize(
    ("nulls", "xml", "in_json"),
    [
        (
            Nulls(),
            '<T /><N>1</N><A /><C i:nil="true" /><L i:nil="true" /><O /><Custom1 /><OrgUnit1 />',
            '"T":"","N":1,"A":"","C":{},"L":null,"O":[],"Custom1":{},"OrgUnit1":""',
        ),
        (
            Nulls(value=NIL, custom_field=NIL, child=NIL).but(T=EMPTY, OrgUnit1=LEFT_OUT),
            '<T /><N>1</N><A i:nil="true" /><C i:nil="true" /><L i:nil="true" /><O /><Custom1 i:nil="true" />',
            '"T":"","N":1,"A":null,"C":null,"L":null,"O":[],"Custom1":null',
        ),
        (LEFT_OUT_EVERYWHERE, "<N>1</N>", '"N":1'),
        (LEFT_OUT_EVERYWHERE.but(L=NIL), '<N>1</N><L i:nil="true" />', '"N":1,"L":null'),
    ],
)
def test_the_table_says_what_stands_for_nothing(nulls: Nulls, xml: str, in_json: str) -> None:
    written = table(
        Field("T", "note"),
        Fixed("N", 1, COUNT),
        Field("A", "amount", MONEY),
        Child("C", "second", HOTEL),
        Children("L", "maybe", HOTEL),
        Children("O", "others", HOTEL),
        CustomFields("Custom", 1, "customs", TYPE_VALUE_CODE),
        CustomFields("OrgUnit", 1, "customs", CODE_AND_NAME),
        nulls=nulls,
    )
    nothing = Stay(amount=None)
    assert written.renderer(XML)(nothing) == f"<Stay>{xml}</Stay>"
    assert written.renderer(JSON)(nothing) == f"{{{in_json}}}"


def test_custom_fields_that_are_left_out_leave_no_comma() -> None:
    some = table(CustomFields("Custom", 4, "customs", TYPE_VALUE_CODE), nulls=LEFT_OUT_EVERYWHERE)
    stay = Stay(customs={"Custom2": CustomField(value="a"), "Custom4": CustomField(type="List", value="b", code="c")})
    assert json.loads(some.renderer(JSON)(stay)) == {
        "Custom2": {"Type": "Text", "Value": "a"},
        "Custom4": {"Type": "List", "Value": "b", "Code": "c"},
    }


def test_a_page_and_a_document_bear_the_namespaces() -> None:
    document = Document(HOTEL, ' xmlns="urn:a"', "<?xml?>")
    assert document.render(Hotel("a&b"), XML) == b'<?xml?><Hotel xmlns="urn:a"><Name>a&amp;b</Name></Hotel>'
    assert document.render(Hotel("a&b"), JSON) == b'{"Name":"a&b"}'
    page = Page("Hotels", HOTEL, ' xmlns="urn:a"', row_attributes=' x="y"')
    assert page.render([Hotel("a")], XML) == b'<Hotels xmlns="urn:a"><Hotel x="y"><Name>a</Name></Hotel></Hotels>'
    assert page.render([Hotel("a"), Hotel("b")], JSON) == b'[{"Name":"a"},{"Name":"b"}]'
    assert (page.render([], XML), page.render([], JSON)) == (b'<Hotels xmlns="urn:a"></Hotels>', b"[]")


def tables() -> list[Table[Any]]:
    """Every table of every family."""
    modules = pkgutil.walk_packages(mock_concur.api.__path__, "mock_concur.api.")
    values = [value for module in modules for value in vars(importlib.import_module(module.name)).values()]
    enclosed = [value.table for value in values if isinstance(value, Document | Page)]
    return [*{id(each): each for each in (*values, *enclosed) if isinstance(each, Table)}.values()]


def test_every_computed_value_has_a_name_and_says_what_it_is() -> None:
    sources = [row.source for each in tables() for row in each.rows if hasattr(row, "source")]
    computed: list[Callable[..., Any]] = [source for source in sources if not isinstance(source, str)]
    assert len(sources) > 100
    assert computed
    for function in computed:
        assert function.__name__.isidentifier(), inspect.getsource(function)
        assert function.__doc__, function.__name__
