"""Concur's section: its tables, and how those are filled that only say again what others hold."""

from __future__ import annotations

from mock_concur.store.report_index import TABLES as INDEX
from mock_concur.store.reports import rebuild_index, reports
from mock_concur.store.setups import setups
from mock_concur.store.tokens import clients, tokens
from mockkit.sections import Section

SECTION = Section(name="concur", tables=(setups, reports, *INDEX, clients, tokens), rebuild=rebuild_index)
