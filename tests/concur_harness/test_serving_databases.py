"""Harnesses in processes of their own on one database: started at once, or refused."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import requests
from sqlalchemy import create_engine

from concur_harness.child import HarnessFailed, running_harness
from tests.concur_harness.world import Made, World
from tests.stores import harness_store

CLIENT = ("client_id", "client_secret", "refresh_token")


def test_two_that_start_at_once_on_an_empty_database_serve_the_same_company(database: str) -> None:
    with ExitStack() as ends, ThreadPoolExecutor(2) as pool:
        blocks = [running_harness(["--db", database]) for _ in range(2)]
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
        running_harness(["--db", database]),
    ):
        pass
    assert str(failed.value).count("Error: ") == 1


def test_a_password_in_the_url_is_not_printed() -> None:
    url = "postgresql://somebody:a-secret@/harness?host=/nowhere"
    with (
        pytest.raises(HarnessFailed, match=r"(?s)status 2 .*somebody:\*\*\*@") as failed,
        running_harness(["--db", url]),
    ):
        pass
    assert "a-secret" not in str(failed.value)


def test_a_database_from_before_versions_were_kept_is_brought_up(tmp_path: Path) -> None:
    """As an early version left it: a report, a bill that is posted, a fault. Reset, it is what it was made from."""
    file = tmp_path / "harness.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((Path(__file__).parent / "taken" / "first-database.sql").read_text())
    with closing(World(url=f"sqlite:///{file}").harness) as harness:
        assert [section.version > 1 for section in harness.store.sections] == [True] * 4
    world = World(url=f"sqlite:///{file}")
    with closing(world.harness):
        shown = world.control("GET", "/companies/b14d1b74ebcc6861").json
        made = Made(world, shown)
        assert [report["payment_status"] for report in made.reports().values()] == ["P_PROC"]
        (bill,) = made.erp("GET", "/api/v1/bills").json["items"]
        assert (bill["status"], bill["lines"][0]["project"]) == ("posted", "P-100")
        assert [fault["path"] for fault in made.control("GET", "/faults").json["items"]] == ["/x"]
        token = {"grant_type": "refresh_token", **{name: shown["concur"][name] for name in CLIENT}}
        fresh = world.ask("POST", "/oauth2/v0/token", data=token)
        assert fresh.status == 200, fresh.text
        assert made.control("POST", "/reset").status == 200
        assert made.erp("GET", "/api/v1/bills").json["items"] == []
        assert len(made.reports()) == 1
    with closing(sqlite3.connect(file)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert not tables & {"kit_schema", "concur_setups", "erp_projects", "kit_mappings"}
    assert not [name for name in tables if name.startswith("before_")]


def test_traffic_in_a_table_needs_a_database_that_is_not_in_memory() -> None:
    with (
        pytest.raises(HarnessFailed, match=r"(?s)status 2 .*a file or a server"),
        running_harness(["--traffic", "table"]),
    ):
        pass


def test_traffic_is_kept_in_the_process_where_that_is_asked_for(tmp_path: Path) -> None:
    serve = ["--db", f"sqlite:///{tmp_path / 'harness.db'}", "--traffic", "memory"]
    with running_harness(serve) as first, running_harness(serve) as second:
        (company,) = first["companies"]
        key = {"Authorization": f"Bearer {company['erp']['api_key']}"}
        assert requests.get(f"{first['erp_url']}/api/v1/vendors", headers=key, timeout=30).status_code == 200
        urls = [f"{each['control_url']}/companies/{company['id']}/traffic" for each in (first, second)]
        assert [len(requests.get(url, timeout=30).json()["items"]) for url in urls] == [1, 0]
