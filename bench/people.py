"""One person changed, and reports polled after it, however many people the company has."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from werkzeug.test import Client

from bench.control import report
from bench.reading import API
from concur_harness.companies.company_plan import CompanyContent, CompanyOrigin, CompanyPlan, plan_company
from concur_harness.companies.provisioning import provision_company
from concur_harness.sections import sections
from mock_concur.application import configuration, directory
from mock_concur.application.work import UnitOfWork
from mock_concur.domain.setup import Person
from mock_concur.service import ConcurService
from mockkit import companies
from mockkit.database.store import Store
from mockkit.traffic.journal import MemoryTraffic
from mockkit.web.pipeline import Pipeline

FEW, MANY = 100, 100_000
REPORTS = 100
TURNS = 300


def measure() -> Iterator[tuple[str, str, str]]:
    """A change of one person, and the list of reports read after it: with many people in the company against few."""
    with tempfile.TemporaryDirectory() as folder:
        benches = [_Bench(Path(folder), count) for count in (FEW, MANY)]
        # By turns, so that whatever else the machine does falls on both.
        turns = [[bench.turn(number) for bench in benches] for number in range(TURNS)]
        changes, polls = ([[turn[n][part] for turn in turns] for n in range(2)] for part in range(2))
        yield f"one person changed, {MANY:,} people in a file", f"{_ratio(changes):.2f} of {FEW}", "2 of it"
        yield f"reports polled after it, {MANY:,} people in a file", f"{_ratio(polls):.2f} of {FEW}", "1.2 of it"
        for bench in benches:
            bench.store.close()


def _ratio(times: list[list[float]]) -> float:
    few, many = map(statistics.median, times)
    return many / few


class _Bench:
    """A company with so many people and a hundred reports, each of another of them, in a file of its own."""

    def __init__(self, folder: Path, count: int) -> None:
        self.store = Store(f"sqlite:///{folder / f'{count}.db'}", sections())
        self.people = [_person(number) for number in range(count)]
        with self.store.transaction(write=True) as connection:
            _, keys = provision_company(connection, "people", _plan(self.people))
        token: Any = keys["concur"]
        self._headers = {"Authorization": f"Bearer {token.access_token}"}
        self._client = Client(Pipeline(ConcurService(), self.store, MemoryTraffic()))

    def turn(self, number: int) -> tuple[float, float]:
        """Seconds for a change of a person who owns a report, and for the list of all reports after it."""
        login = self.people[(number * len(self.people) // REPORTS) % len(self.people)].login
        started = time.perf_counter()
        with self.store.transaction(write=True) as connection:
            companies.lock(connection, "people")
            company = companies.find_company(connection, "people")
            assert company is not None
            work = UnitOfWork.on(connection, company)
            changed = replace(directory.person_of(work, login), last=f"Stone {number}")
            configuration.change_person(work, changed)
        between = time.perf_counter()
        answer = self._client.get(f"{API}/v2.0/reports", headers=self._headers)
        polled = time.perf_counter() - between
        if f"Stone {number}<" not in answer.text or answer.text.count("<ReportSummary>") != REPORTS:
            raise RuntimeError("the list that is measured does not show what was changed")
        return between - started, polled


def _person(number: int) -> Person:
    login = f"person{number}@example.com"
    approver = f"person{number // 10}@example.com" if number else ""
    return Person(login=login, employee_id=f"P-{number}", first="Pat", last=f"Moss {number}", approver=approver)


def _plan(people: list[Person]) -> CompanyPlan:
    scenario = {"name": "people", "reports": [report("R", copies=REPORTS)]}
    plan = plan_company(CompanyOrigin(name="", seed=1, source={"scenario": scenario}))
    assert isinstance(plan.content, CompanyContent)
    concur = plan.content.concur
    everybody = {**concur.people, **{person.login: person for person in people}}
    owned = tuple(
        replace(each, owner=people[number * len(people) // REPORTS].login)
        for number, each in enumerate(plan.content.reports)
    )
    return replace(plan, content=replace(plan.content, concur=replace(concur, people=everybody), reports=owned))
