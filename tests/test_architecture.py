"""The rules of the house, held against the code as it stands: who may import whom, and who may ask the clock."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("concur_harness", "conformance", "mock_concur", "mock_erp", "mockkit")
MAY_IMPORT = {
    "concur_harness": {"conformance", "mock_concur", "mock_erp", "mockkit"},
    "mock_concur": {"mockkit"},
    "mock_erp": {"mockkit"},
    "mockkit": set(),
    "conformance": set(),
}
IMPURE = {"flask", "sqlalchemy", "random", "secrets", "time", "os", "requests", "socket", "werkzeug"}


def modules(package: str) -> list[Path]:
    return sorted(path for path in (ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module that the file imports, wherever in it, relative ones resolved."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            yield node.module or ""


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_down_only(package: str) -> None:
    allowed = MAY_IMPORT[package] | {package}
    ours = {path: {name.split(".")[0] for name in imported(path)} & set(PACKAGES) for path in modules(package)}
    assert ours
    trespassing = {str(path.relative_to(ROOT)): found - allowed for path, found in ours.items() if found - allowed}
    assert not trespassing


@pytest.mark.parametrize("room", ["mock_concur/domain", "mock_erp/domain"])
def test_a_domain_is_pure(room: str) -> None:
    own_package = room.split("/", maxsplit=1)[0]
    for path in modules(room):
        names = set(imported(path))
        assert not {name.split(".")[0] for name in names} & IMPURE, path
        above = {name for name in names if name.startswith((f"{own_package}.store", f"{own_package}.wire"))}
        assert not above, path
        assert not names & {"mockkit.store", "mockkit.gate", "mockkit.exchange", "mockkit.companies"}, path


ROOMS_OPEN_TO_THE_HARNESS = ("application", "behaviours", "domain", "service")


def test_the_harness_comes_in_by_the_use_cases() -> None:
    """It reads and writes no table of a mock, and knows nothing of how their APIs are served."""
    for path in modules("concur_harness"):
        of_mocks = {name for name in imported(path) if name.startswith(("mock_concur", "mock_erp"))}
        rooms = {name: name.split(".")[1:2] for name in of_mocks}
        assert not {name for name, room in rooms.items() if not {*room} & {*ROOMS_OPEN_TO_THE_HARNESS}}, path


@pytest.mark.parametrize("mock", ["mock_concur", "mock_erp"])
def test_use_cases_know_no_http(mock: str) -> None:
    for path in modules(f"{mock}/application"):
        above = (f"{mock}.api", f"{mock}.dialects", f"{mock}.service", "flask", "werkzeug", "mockkit.exchange")
        assert not {name for name in imported(path) if name.startswith(above)}, path


@pytest.mark.parametrize("mock", ["mock_concur", "mock_erp"])
def test_a_store_knows_no_wire_and_no_flask(mock: str) -> None:
    for path in modules(f"{mock}/store"):
        names = set(imported(path))
        assert not {name for name in names if name.startswith((f"{mock}.wire", "flask", "werkzeug"))}, path


def test_the_reference_connector_could_live_elsewhere() -> None:
    folder = ROOT / "conformance" / "connectors" / "reference"
    own = {path.stem for path in folder.glob("*.py")}
    for path in modules("conformance/connectors/reference"):
        strangers = {name.split(".")[0] for name in imported(path)} - own - sys.stdlib_module_names
        assert not strangers, path


def test_only_the_companys_clock_tells_the_time() -> None:
    """No ``now()``, ``today()`` or ``time()`` of the system's in either mock, but in mockkit/clock.py."""
    asking = []
    for package in ("mock_concur", "mock_erp", "mockkit"):
        for path in modules(package):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    owner = ast.unparse(node.func.value)
                    if (owner, node.func.attr) in {
                        *(("datetime", name) for name in ("now", "utcnow", "today")),
                        ("date", "today"),
                        ("time", "time"),
                    }:
                        asking.append(str(path.relative_to(ROOT)))
    assert asking == ["mockkit/clock.py"]


@pytest.mark.parametrize("package", [*PACKAGES, "bench"])
def test_nobody_draws_unseeded_random_numbers(package: str) -> None:
    """Only credentials and ids of companies come from ``secrets``; ``random.Random`` is always given a seed."""
    for path in modules(package):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("random.Random", "Random"):
                assert node.args, f"{path}:{node.lineno} makes a generator without a seed"
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "random":
                assert node.attr == "Random", f"{path}:{node.lineno} draws from the shared generator"
