from __future__ import annotations

import pytest

from tests.mock_erp.world import World


@pytest.fixture
def erp():
    world = World()
    yield world
    world.store.close()
