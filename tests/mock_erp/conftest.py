from __future__ import annotations

import pytest

from mock_erp.service import ErpService
from tests import stores
from tests.mock_erp.world import World


@pytest.fixture(scope="session")
def erp_service():
    return ErpService()


@pytest.fixture(scope="session")
def erp_store():
    store = stores.erp_store()
    yield store
    store.close()


@pytest.fixture
def erp(erp_store, erp_service):
    world = World(erp_store, erp_service)
    yield world
    world.close()
