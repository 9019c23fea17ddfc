"""What the reference connector remembers from one cycle to the next."""

from __future__ import annotations

import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import conformance

sys.path.append(str(Path(conformance.__file__).parent / "connectors" / "reference"))

from memory import Memory, next_watermark

NOON = datetime(2026, 1, 31, 12, 0, 5, tzinfo=UTC)


def test_the_next_poll_looks_back_behind_the_last():
    assert next_watermark(NOON) < "2026-01-31T12:00:05"


def test_everything_survives_the_process(tmp_path: Path):
    memory = Memory(tmp_path)
    memory.move_watermark(NOON)
    memory.keep_refresh_token("r2")
    memory.keep_closed({"the ERP": 17.5})
    attempt = memory.begin("R1", ["R1/Employee"])
    again = Memory(tmp_path)
    assert again.watermark == next_watermark(NOON)
    assert again.refresh_token == "r2"
    assert (again.closed_until("the ERP"), again.closed_until("Concur")) == (17.5, 0.0)
    assert (again.under_way, again.bills_under_way("R1")) == (["R1"], ["R1/Employee"])
    assert again.begin("R1", ["R1/Amex"]) == attempt
    assert again.bills_under_way("R1") == ["R1/Amex", "R1/Employee"]


def test_an_attempt_that_ended_is_followed_by_another(tmp_path: Path):
    memory = Memory(tmp_path)
    first = memory.begin("R1", [])
    memory.end("R1")
    assert memory.under_way == []
    assert memory.begin("R1", []) != first


def test_nobody_else_may_read_the_file(tmp_path: Path):
    Memory(tmp_path).keep_refresh_token("secret")
    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", '{"watermark": 5, "under_way": [], "closed_until": 1}'])
def test_a_file_that_makes_no_sense_is_no_memory(tmp_path: Path, text: str):
    (tmp_path / "state.json").write_text(text)
    memory = Memory(tmp_path)
    assert (memory.watermark, memory.under_way, memory.closed_until("Concur")) == (None, [], 0.0)


def test_a_write_replaces_the_file_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    memory = Memory(tmp_path)
    memory.move_watermark(NOON)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("memory.json.dump", interrupted)
    with pytest.raises(KeyboardInterrupt):
        memory.begin("R1", [])
    assert Memory(tmp_path).watermark == next_watermark(NOON)
