"""Harnesses in processes of their own on one database: started at once, or refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
import requests
from sqlalchemy import create_engine

from concur_harness.child import HarnessFailed, started
from tests.stores import harness_store


def test_two_that_start_at_once_on_an_empty_database_serve_the_same_company(database: str) -> None:
    with ExitStack() as ends, ThreadPoolExecutor(2) as pool:
        blocks = [started(["--db", database]) for _ in range(2)]
        first, second = [each.result() for each in [pool.submit(ends.enter_context, block) for block in blocks]]
        (company,) = first["companies"]
        assert [each["id"] for each in second["companies"]] == [company["id"]]
        key = {"Authorization": f"Bearer {company['erp']['api_key']}"}
        vendor = {"external_id": "E-9", "name": "New"}
        made = requests.post(f"{first['erp_url']}/api/v1/vendors", json=vendor, headers=key, timeout=30)
        assert made.status_code == 201
        found = requests.get(f"{second['erp_url']}/api/v1/vendors?external_id=E-9", headers=key, timeout=30)
        assert found.json()["items"] == [made.json()]


def test_a_database_of_another_version_is_refused_in_one_sentence(database: str) -> None:
    harness_store(database).close()
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE kit_sections SET version = 9, mark = 'of another version'")
    engine.dispose()
    with (
        pytest.raises(HarnessFailed, match=r"(?s)status 2 .*use the newer harness") as failed,
        started(["--db", database]),
    ):
        pass
    assert str(failed.value).count("Error: ") == 1


def test_a_password_in_the_url_is_not_printed() -> None:
    url = "postgresql://somebody:a-secret@/harness?host=/nowhere"
    with pytest.raises(HarnessFailed, match=r"(?s)status 2 .*somebody:\*\*\*@") as failed, started(["--db", url]):
        pass
    assert "a-secret" not in str(failed.value)
