from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from mock_concur.application.work import UnitOfWork
from mock_concur.domain.credentials import ACCESS_LIFETIME, Credentials
from mock_concur.domain.model import Report
from mock_concur.domain.setup import Setup
from mock_concur.service import ConcurService
from mock_concur.store import people, reports, setups, tokens
from mockkit import companies
from mockkit.clock import Clock
from mockkit.database.store import Store
from mockkit.traffic.journal import MemoryTraffic
from mockkit.web.pipeline import Pipeline
from tests.mock_concur.api import sample
from tests.stores import concur_store

ADMIN = "ws.admin@example.com"


@dataclass
class World:
    """A mock Concur in memory, asked through its pipeline; company ``acme`` stands on a stopped clock."""

    company: str = "acme"
    store: Store = field(default_factory=concur_store)
    service: ConcurService = field(default_factory=ConcurService)

    def __post_init__(self) -> None:
        self.traffic = MemoryTraffic()
        self.pipeline = Pipeline(self.service, self.store, self.traffic)
        self.client = Client(self.pipeline)
        self.credentials = self.found(self.company)
        self.token = self.credentials.access_token

    def found(self, company: str, setup: Setup = sample.SETUP, **client: Any) -> Credentials:
        clock = Clock(timedelta(0), sample.NOW)
        with self.store.transaction(write=True) as connection:
            companies.create_company(connection, company, name=company, seed=1, clock=clock)
            setups.add(connection, company, setup)
            people.add(connection, company, sample.PEOPLE)
            return tokens.create_client(connection, company, sample.NOW, service_user=ADMIN, **client)

    def add(self, *new: Report, company: str = "acme") -> None:
        with self.store.transaction(write=True) as connection:
            reports.add(connection, company, new)

    def save(self, report: Report) -> None:
        with self.store.transaction(write=True) as connection:
            had = reports.load(connection, self.company, report.id)
            assert had is not None
            reports.save(connection, self.company, had, report)

    def setup(self, setup: Setup) -> None:
        with self.store.transaction(write=True) as connection:
            setups.save(connection, self.company, sample.SETUP, setup)

    @contextmanager
    def changing(self) -> Iterator[UnitOfWork]:
        """A transaction in which the use cases change the company."""
        with self.store.transaction(write=True) as connection:
            company = companies.find_company(connection, self.company)
            assert company is not None
            yield UnitOfWork.on(connection, company)

    def report(self, any_id: str = sample.REPORT.id) -> Report:
        with self.store.transaction(write=False) as connection:
            found = reports.load(connection, self.company, any_id)
        assert found is not None
        return found

    def token_for(self, login: str, roles: Iterable[str], scope: str = "EXPRPT") -> str:
        """A valid access token of somebody with these roles."""
        token = f"token of {login} as {' '.join(sorted(roles))} for {scope}".replace(" ", "-")
        with self.store.transaction(write=True) as connection:
            tokens.issue(
                connection,
                self.company,
                token,
                "access",
                client_id=self.credentials.client_id,
                login=login,
                roles=roles,
                scope=scope,
                expires_at=sample.NOW + ACCESS_LIFETIME,
            )
        return token

    def advance(self, **by: float) -> None:
        with self.store.transaction(write=True) as connection:
            company = companies.find_company(connection, self.company)
            assert company is not None
            companies.set_clock(connection, self.company, company.clock.advance(timedelta(**by)))

    def ask(
        self, method: str, path: str, *, token: str | None = None, accept: str | None = None, **options: Any
    ) -> TestResponse:
        headers = {"Authorization": f"OAuth {self.token if token is None else token}", **options.pop("headers", {})}
        if accept is not None:
            headers["Accept"] = accept
        return self.client.open(path, method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.ask("GET", path, **options)

    def post_xml(self, path: str, body: str, **options: Any) -> TestResponse:
        options.setdefault("content_type", "application/xml")
        return self.ask("POST", path, data=body.encode(), **options)

    def ask_token(self, **form: str) -> TestResponse:
        return self.client.post("/oauth2/v0/token", data=form)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def full(world: World) -> World:
    """The world with the sample report in it."""
    world.add(sample.REPORT)
    return world
