"""What every route of the control API works with: the store, the traffic, and where the services are reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from flask import Request, request
from sqlalchemy import Connection

from concur_harness.control.responses import ControlError
from concur_harness.services import Services
from concur_harness.serving.harness import ASKED_SERVICE, Harness
from mock_concur.application.work import UnitOfWork
from mockkit import companies
from mockkit.companies import Company
from mockkit.traffic.journal import TrafficStore

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]")


class CompanyTransactions:
    """The harness, as the control API's routes see it."""

    def __init__(self, harness: Harness) -> None:
        self._harness = harness

    @property
    def traffic(self) -> TrafficStore:
        """The traffic of all companies."""
        return self._harness.traffic

    @property
    def services(self) -> Services:
        """The services of the harness."""
        return self._harness.services

    def identify(self, sent: Request) -> str | None:
        """The id of the company whose credentials, of whichever service, a request bears; None for a stranger's."""
        with self.read() as connection:
            for service in (pipeline.service for pipeline in self._harness.pipelines.values()):
                credentials = service.credentials(sent)
                found = None if credentials is None else service.identify(connection, credentials)
                if found is not None:
                    return found.company.id
        return None

    def write(self) -> AbstractContextManager[Connection]:
        """A transaction that may write, of no company in particular."""
        return self._harness.store.transaction(write=True)

    def read(self) -> AbstractContextManager[Connection]:
        """A transaction that reads, of no company in particular."""
        return self._harness.store.transaction(write=False)

    @contextmanager
    def read_company(self, company_id: str) -> Iterator[tuple[Connection, Company]]:
        """A transaction that reads a company. Raises ControlError (404) for one that is not there."""
        with self._harness.store.transaction(write=False) as connection:
            yield connection, _company(connection, company_id)

    @contextmanager
    def change_company(self, company_id: str) -> Iterator[tuple[Connection, Company]]:
        """A transaction that changes a company, alone. Raises ControlError (404) for one that is not there."""
        with self._harness.store.transaction(write=True) as connection:
            companies.lock(connection, company_id)
            yield connection, _company(connection, company_id)

    @contextmanager
    def work_on_company(self, company_id: str) -> Iterator[UnitOfWork]:
        """As :meth:`change_company`, for use cases: with their work, whose ids are saved."""
        with self.change_company(company_id) as (connection, company):
            work = UnitOfWork.on(connection, company)
            yield work
            companies.save_ids(connection, company.id, work.ids)

    def secrets(self, connection: Connection, company_id: str) -> list[str]:
        """Every credential of the company that nobody may read, each once."""
        services = (pipeline.service for pipeline in self._harness.pipelines.values())
        return list(
            dict.fromkeys(value for each in services for value in each.secrets(connection, company_id) if value)
        )

    def base_urls(self) -> dict[str, str]:
        """Where each service is reached, by the name under which whoever asks reaches this one.

        Behind a proxy only the port that is asked is known to be reached by it; the others are what they are.
        """
        return {each.name: each.base_url(self._root(each.port_name)) for each in self.services}

    def _root(self, port_name: str) -> str:
        told = self._harness.roots.get(port_name)
        if told is not None:
            return told
        if request.environ.get(ASKED_SERVICE, port_name) == port_name or port_name not in self._harness.ports:
            return request.host_url.rstrip("/")
        host = re.sub(r":\d*$", "", request.host)
        name = host if _HOST.fullmatch(host) else request.environ["SERVER_NAME"]
        return f"http://{name}:{self._harness.ports[port_name]}"


def _company(connection: Connection, company_id: str) -> Company:
    found = companies.find_company(connection, company_id)
    if found is None:
        raise ControlError(404, f"There is no company {company_id!r}.")
    return found
