from __future__ import annotations

import pytest

from tests.mockkit.toy import World


@pytest.fixture
def world() -> World:
    return World("acme-company", "other-company")
