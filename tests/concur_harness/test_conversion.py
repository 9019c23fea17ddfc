"""A field that a scenario and a domain have under one name goes there by that name, and is written nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from concur_harness.scenarios.constraints import Amount, Day, Spec
from concur_harness.scenarios.conversion import Conversion
from concur_harness.scenarios.custom_fields import Custom, CustomValueSpec
from mock_concur.domain.model import CustomField

TODAY = date(2026, 3, 31)


class WheelSpec(Spec, frozen=True, kw_only=True):
    cost: Amount = "1"
    changed: Day | None = None


class CarSpec(Spec, frozen=True, kw_only=True):
    name: str
    price: Amount
    sold: Day | None = None
    wheels: tuple[WheelSpec, ...] = ()
    spare: WheelSpec | None = None
    remarks: tuple[str, ...] = ()
    only_here: str = ""
    Custom1: Custom = None
    OrgUnit1: Custom = None


@dataclass(frozen=True)
class Wheel:
    cost: Decimal
    changed: date | None


@dataclass(frozen=True)
class Remark:
    text: str
    by: str


@dataclass(frozen=True)
class Car:
    name: str
    price: Decimal
    sold: date | None
    wheels: tuple[Wheel, ...]
    spare: Wheel | None
    remarks: tuple[Remark, ...]
    number: int
    customs: dict[str, str | CustomField]
    org_units: dict[str, str | CustomField]
    colour: str = "red"


def test_fields_go_by_their_names() -> None:
    row = CarSpec(
        name="A",
        price="12.50",
        sold="-1d",
        wheels=(WheelSpec(), WheelSpec(cost="2", changed="2026-01-31")),
        remarks=("good",),
        Custom1="blue",
        OrgUnit1=CustomValueSpec(value="Sales", code="S"),
    )
    made = Conversion(TODAY, {Remark: lambda text: Remark(text, "ann")}).made(Car, row, number=7)
    assert made == Car(
        name="A",
        price=Decimal("12.50"),
        sold=date(2026, 3, 30),
        wheels=(Wheel(Decimal(1), None), Wheel(Decimal(2), date(2026, 1, 31))),
        spare=None,
        remarks=(Remark("good", "ann"),),
        number=7,
        customs={"Custom1": "blue"},
        org_units={"OrgUnit1": CustomField(value="Sales", code="S")},
    )
