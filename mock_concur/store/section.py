"""Concur's section: its tables, and how those are filled that only say again what others hold."""

from __future__ import annotations

from sqlalchemy import Connection

from mock_concur.store import people
from mock_concur.store.lists import items, lists
from mock_concur.store.migrations import configuration_as_rows
from mock_concur.store.report_index import TABLES as INDEX
from mock_concur.store.reports import rebuild_index, reports
from mock_concur.store.setups import TABLES as CONFIGURATION
from mock_concur.store.tokens import clients, tokens
from mockkit.database.sections import Section


def _rebuild(connection: Connection, company_id: str) -> None:
    rebuild_index(connection, company_id)
    people.rebuild_roles(connection, company_id)


SECTION = Section(
    name="concur",
    tables=(*CONFIGURATION, people.people, people.roles, lists, items, reports, *INDEX, clients, tokens),
    version=2,
    migrations=(configuration_as_rows,),
    rebuild=_rebuild,
    at_first=("concur_setups", "concur_reports", "concur_report_traits", "concur_clients", "concur_tokens"),
)
