"""Fixtures that tests of several packages share."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine

# No test is one of time, and the machines that run them are busy.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The directory of a PostgreSQL server that the workers of this run share."""
    if sys.platform == "win32":
        pytest.skip("the tests' PostgreSQL server needs unix sockets and fcntl")
    from tests.postgresql import Unavailable, shared

    base = tmp_path_factory.getbasetemp()
    # Each worker of pytest-xdist has a directory of its own within the run's.
    meeting_place = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    try:
        with shared(meeting_place) as directory:
            yield directory
    except Unavailable as unavailable:
        if os.environ.get("CI"):
            pytest.fail(f"no PostgreSQL in continuous integration: {unavailable}")
        pytest.skip(f"no PostgreSQL: {unavailable}")


@pytest.fixture
def postgresql(postgresql_server: Path) -> Iterator[str]:
    """The URL of an empty database of the test's own."""
    from tests.postgresql import url_at

    name = f"test_{secrets.token_hex(8)}"
    engine = create_engine(url_at(postgresql_server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield url_at(postgresql_server, name)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture(params=["file", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database that several processes can share, of each kind."""
    if request.param == "file":
        return f"sqlite:///{tmp_path / 'harness.db'}"
    url: str = request.getfixturevalue("postgresql")
    return url
