"""Stores with the tables of one part of the harness."""

from __future__ import annotations

from concur_harness.sections import sections
from mock_concur.service import ConcurService
from mock_erp.service import ErpService
from mockkit import tables
from mockkit.database.store import Store
from mockkit.database.urls import MEMORY


def kit_store(url: str = MEMORY) -> Store:
    return Store(url, [tables.SECTION])


def concur_store(url: str = MEMORY) -> Store:
    return Store(url, [tables.SECTION, ConcurService.section])


def erp_store(url: str = MEMORY) -> Store:
    return Store(url, [tables.SECTION, ErpService.section])


def harness_store(url: str = MEMORY) -> Store:
    return Store(url, sections())
