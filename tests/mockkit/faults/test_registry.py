"""Kinds of faults are found by themselves: a file more, and it can be armed, is shown, documented and applied."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from harness_input.validation import ValidationFailed
from mockkit import faults
from mockkit.faults import registry
from mockkit.faults.documentation import describe_kinds
from mockkit.faults.registry import FaultKinds
from tests.mockkit.toy import World

ACME = "acme-company"
HICCUP = '''
from typing import Annotated

from msgspec import Meta

from mockkit.behaviours import assumed
from mockkit.faults.base import Fault
from harness_input.validation import Doc


class HiccupFault(Fault, tag="hiccup", frozen=True, kw_only=True):
    """The client gets the real answer with a header more.

    Nothing else.
    """

    behaviour = assumed("harness.faults.hiccup", "Hiccups happen.", because="They do.")
    needs = "hold-breath"
    example = {"loudness": 3}

    loudness: Annotated[int, Meta(ge=1, le=9), Doc("how loud it is")]
    sorry: bool = False

    def apply(self, run, proceed):
        run.perform("hold-breath", {"company": run.company.id, "path": run.request.path})
        return proceed().with_header("X-Hiccup", "!" * self.loudness)
'''
SERVICES = {"concur": ["hold-breath"], "erp": []}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A package of kinds in a folder of its own, by its name; modules are written into it."""
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / "more_kinds"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    yield folder
    for name in [name for name in sys.modules if name.startswith("more_kinds")]:
        del sys.modules[name]


@pytest.fixture
def hiccup(package: Path, monkeypatch: pytest.MonkeyPatch) -> FaultKinds:
    (package / "hiccup.py").write_text(HICCUP)
    kinds = FaultKinds("mockkit.faults.kinds", "more_kinds")
    monkeypatch.setattr(registry, "KINDS", kinds)
    return kinds


def test_kinds_stand_in_the_order_of_their_names(hiccup: FaultKinds):
    assert list(hiccup) == sorted(hiccup)
    assert len(hiccup) == len(FaultKinds("mockkit.faults.kinds")) + 1


def test_a_kind_more_is_read_and_held_to_its_own_options(hiccup: FaultKinds):
    fault = faults.read_fault({"service": "concur", "do": "hiccup", "loudness": 2}, SERVICES)
    hiccup_kind: Any = faults.kinds()["hiccup"]
    assert fault == hiccup_kind(service="concur", loudness=2)
    with pytest.raises(ValidationFailed) as refused:
        faults.read_fault({"service": "erp", "do": "hiccup", "loudness": 10, "status": 503}, SERVICES)
    assert {each.path for each in refused.value.errors} == {("service",), ("loudness",), ("status",)}
    with pytest.raises(ValidationFailed) as refused:
        faults.read_fault({"service": "erp", "do": "drop-after", "loudness": 1}, SERVICES)
    assert "hiccup" in refused.value.errors[0].message


def test_a_kind_more_is_applied_with_what_it_asks_of_the_service_and_of_whoever_runs_it(hiccup: FaultKinds):
    held: list[object] = []
    world = World(ACME)
    world.pipeline.operations = {"hold-breath": lambda _connection, company, given: held.append((company.id, given))}
    world.fault(ACME, do="hiccup", loudness=2)
    answer = Client(world.pipeline).get("/count", headers={"Authorization": f"Bearer {ACME}"})
    assert (answer.status_code, answer.headers["X-Hiccup"]) == (200, "!!")
    assert held == [(ACME, {"company": ACME, "path": "/count"})]
    (counted,) = world.faults(ACME)
    assert (counted.seen, counted.fired, counted.to_json()["loudness"]) == (1, 1, 2)


def test_a_kind_more_is_documented(hiccup: FaultKinds):
    found = {each["do"]: each for each in describe_kinds(hiccup, SERVICES)}["hiccup"]
    assert found["does"].startswith("The client gets the real answer")
    assert found["services"] == ["concur"]
    assert found["example"] == {"service": "concur", "do": "hiccup", "loudness": 3}
    assert (found["label"], found["reason"]) == ("assumed", "They do.")
    loudness, sorry = found["options"]
    assert (loudness["name"], loudness["required"], loudness["about"]) == ("loudness", True, "how loud it is")
    assert (sorry["required"], sorry["default"]) == (False, False)


@pytest.mark.parametrize("source", ["", HICCUP + HICCUP.partition("\n\n\n")[2].replace("Hiccup", "Yawn")])
def test_a_module_holds_one_kind(package: Path, source: str):
    (package / "other.py").write_text(source)
    with pytest.raises(ValueError, match="other"):
        FaultKinds("more_kinds")


def test_a_name_is_given_once(package: Path):
    (package / "hiccup.py").write_text(HICCUP)
    (package / "other.py").write_text(HICCUP)
    with pytest.raises(ValueError, match="hiccup"):
        FaultKinds("more_kinds")
