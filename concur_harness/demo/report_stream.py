"""Expense reports as they come in: made up, some of them with something wrong, the same again for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import Any

from faker import Faker

Report = dict[str, Any]

WRONG: dict[str, dict[str, str]] = {
    "project": {"P-200": "P-300"},
    "account": {"6999": "6470", "6475": "6480"},
}
"""What the reports of this stream get wrong, by dimension, and what is right instead: people mend by it."""

EMPLOYEES = 4
FILLERS = (
    ("LUNCH", "12.50", "38.00"),
    ("TAXIX", "9.00", "64.00"),
    ("PARKG", "6.00", "30.00"),
    ("TRAIN", "14.00", "120.00"),
)
PROJECTS = ("P-100", "P-300")


class ReportStream:
    """A source of reports for one company. The same ``seed`` gives the same company and the same reports."""

    def __init__(self, seed: int) -> None:
        self._faker = Faker("en_US")
        self._faker.seed_instance(seed)
        self._random: Random = self._faker.random
        self._people = [self._person(number) for number in range(EMPLOYEES)]
        self._number = 0

    def company(self) -> dict[str, Any]:
        """The company as an inline scenario: one project has ended, and one account is out of use."""
        return {
            "name": "demo",
            "company": {"country": "US", "currency": "USD", "name": self._faker.company()[:80]},
            "people": self._people,
            "erp": {
                "projects": [{"code": "P-200", "ends_on": "-10d"}],
                "accounts": [{"code": "6475", "active": False}],
            },
        }

    def names(self) -> dict[str, str]:
        """Everybody's name by their login."""
        names = {person["login"]: f"{person['first']} {person['last']}" for person in self._people}
        return {**names, "bob@example.com": "Bob Stone", "pat@example.com": "Pat Moss"}

    def sizes(self) -> Iterator[int]:
        """How many reports come in, round after round."""
        while True:
            yield self._random.randint(1, 3)

    def _person(self, number: int) -> dict[str, Any]:
        first, last = self._faker.first_name(), self._faker.last_name()
        login = f"{first}.{last}@example.com".lower()
        return {
            "login": login,
            "employee_id": f"E-20{number:02}",
            "first": first,
            "last": last,
            "approver": "bob@example.com",
        }

    def reports(self) -> Iterator[Report]:
        """Report after report, in the scenario's form, each ready to pay."""
        kinds: list[tuple[Callable[[], list[Report]], int]] = [
            (self._cash, 4),
            (self._hotel, 3),
            (self._allocated, 2),
            (self._abroad, 2),
            (self._flight, 2),
            (self._refund, 1),
            (self._partly_personal, 1),
            (self._ended_project, 2),
            (self._unknown_account, 1),
            (self._unused_account, 1),
        ]
        while True:
            (kind,) = self._random.choices([make for make, _ in kinds], [weight for _, weight in kinds])
            yield self._report(kind())

    def _report(self, entries: list[Report]) -> Report:
        self._number += 1
        person = self._random.choice(self._people)
        city = self._faker.city()
        return {
            "name": f"{self._number:03} {city}"[:40],
            "owner": person["login"],
            "purpose": self._faker.bs().capitalize(),
            "entries": [{"city": city, "date": f"-{self._random.randint(2, 20)}d", **entry} for entry in entries],
        }

    def _amount(self, least: str, most: str) -> str:
        cents = self._random.randint(int(Decimal(least) * 100), int(Decimal(most) * 100))
        return str(Decimal(cents) / 100)

    def _filler(self) -> Report:
        kind, least, most = self._random.choice(FILLERS)
        return {"type": kind, "amount": self._amount(least, most)}

    def _cash(self) -> list[Report]:
        return [self._filler() for _ in range(self._random.randint(1, 3))]

    def _hotel(self) -> list[Report]:
        room, tax, breakfast = self._amount("110.00", "320.00"), self._amount("9.00", "30.00"), "18.50"
        items = [
            {"type": "LODNG", "amount": room},
            {"type": "LODTX", "amount": tax},
            {"type": "BRKFT", "amount": breakfast},
        ]
        total = str(sum(Decimal(amount) for amount in (room, tax, breakfast)))
        vendor = f"{self._faker.last_name()} Hotel"
        stay = {"type": "LODNG", "payment": "Amex Corporate", "vendor": vendor, "amount": total, "items": items}
        return [stay, self._filler()]

    def _on(self, *shares: tuple[str, str]) -> list[Report]:
        centers = ("0021", "0022")
        return [
            {"percent": percent, "Custom1": project, "Custom2": self._random.choice(centers)}
            for percent, project in shares
        ]

    def _allocated(self) -> list[Report]:
        shares = self._on(("33.33", "P-100"), ("33.33", "P-300"), ("33.34", "P-100"))
        dinner = {"type": "DINNR", "amount": self._amount("60.00", "240.00"), "allocations": shares}
        return [dinner, self._filler()]

    def _abroad(self) -> list[Report]:
        tax = {"authority": "DEVAT", "rate": "19", "reclaim": "100"}
        rate = str(Decimal(self._random.randint(10300, 11500)) / 10000)
        meal = {"type": "DINNR", "amount": self._amount("30.00", "90.00"), "currency": "EUR", "rate": rate}
        return [{**meal, "taxes": [tax], "allocations": self._on(("100", self._random.choice(PROJECTS)))}]

    def _flight(self) -> list[Report]:
        amount = self._amount("180.00", "900.00")
        return [
            {"type": "AIRFR", "payment": "Company Paid", "amount": amount, "vendor": "Atlantic Air"},
            self._filler(),
        ]

    def _refund(self) -> list[Report]:
        amount = self._amount("90.00", "400.00")
        return [{"type": "AIRFR", "payment": "Amex Corporate", "amount": f"-{amount}", "vendor": "Atlantic Air"}]

    def _partly_personal(self) -> list[Report]:
        car = {"type": "CARRT", "payment": "Visa Corporate", "amount": self._amount("90.00", "300.00")}
        film = {"type": "ENTOT", "payment": "Visa Corporate", "amount": self._amount("8.00", "25.00"), "personal": True}
        return [car, film, self._filler()]

    def _ended_project(self) -> list[Report]:
        shares = self._on(("50", "P-100"), ("50", "P-200"))
        return [{"type": "TRAIN", "amount": self._amount("40.00", "160.00"), "allocations": shares}, self._filler()]

    def _unknown_account(self) -> list[Report]:
        return [{"type": "OFCSP", "amount": self._amount("20.00", "150.00"), "account": "6999"}, self._filler()]

    def _unused_account(self) -> list[Report]:
        return [{"type": "LNDRY", "amount": self._amount("12.00", "40.00")}, self._filler()]
