from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.concur_harness.world import Made, World


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """A harness that all tests share, each with companies of its own."""
    world = World()
    yield world
    world.harness.close()


@pytest.fixture
def fresh() -> Iterator[World]:
    """A harness without any company."""
    world = World()
    yield world
    world.harness.close()


@pytest.fixture
def made(world: World) -> Iterator[Made]:
    made = world.found()
    yield made
    made.control("DELETE")
