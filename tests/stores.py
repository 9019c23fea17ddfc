"""Stores with the tables of one part of the harness."""

from __future__ import annotations

from concur_harness.sections import sections
from mock_concur.service import ConcurService
from mock_erp.service import ErpService
from mockkit import tables
from mockkit.databases import MEMORY
from mockkit.store import Store


def kit_store(url: str = MEMORY) -> Store:
    return Store(url, [tables.SECTION])


def concur_store(url: str = MEMORY) -> Store:
    return Store(url, [tables.SECTION, ConcurService.section])


def erp_store(url: str = MEMORY) -> Store:
    return Store(url, [tables.SECTION, ErpService.section])


def harness_store(url: str = MEMORY) -> Store:
    return Store(url, sections())
