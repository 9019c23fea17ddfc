"""The rules of the project, held against the code as it stands: who may import whom, and who may ask the clock."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = tuple(PROJECT["tool"]["importlinter"]["root_packages"])
CONNECTORS = ROOT / "conformance" / "connectors"
TRESPASSES = [
    ("packages", "mock_concur/domain/ids.py", "mock_erp.domain.bills"),
    ("packages", "mock_erp/store/bills.py", "mock_concur.store.setups"),
    ("packages", "mockkit/money.py", "mock_concur"),
    ("packages", "mockkit/money.py", "concur_harness"),
    ("packages", "mock_concur/service.py", "conformance.manifest"),
    ("suite-beside", "conformance/judge/money.py", "mockkit.money"),
    ("packages", "harness_input/codec.py", "mockkit.money"),
    ("kit-layers", "mockkit/database/paging.py", "mockkit.web.request_context"),
    ("kit-layers", "mockkit/traffic/journal.py", "mockkit.faults"),
    ("suite-beside", "conformance/manifest.py", "mockkit.database.store"),
    ("suite-beside", "conformance/client/control.py", "concur_harness.child"),
    ("suite-layers", "conformance/judge/money.py", "conformance.cases.success"),
    ("suite-layers", "conformance/reporting/junit_report.py", "conformance.judge.money"),
    ("connectors", "conformance/connectors/mutants/no_comment.py", "conformance.client.control"),
    ("concur-layers", "mock_concur/store/reports.py", "mock_concur.application.reports"),
    ("concur-layers", "mock_concur/application/reports.py", "mock_concur.api.common.posted"),
    ("concur-layers", "mock_concur/a_new_layer.py", "mock_concur.domain"),
    ("concur-families", "mock_concur/api/expense_v1_1/routes.py", "mock_concur.api.expense_v2_0.views"),
    ("concur-families", "mock_concur/api/common/paths.py", "mock_concur.api.oauth2.routes"),
    ("concur-families", "mock_concur/api/a_new_family.py", "mock_concur.api.oauth2.routes"),
    ("erp-layers", "mock_erp/domain/bills.py", "mock_erp.store.tables"),
    ("erp-layers", "mock_erp/application/payables.py", "mock_erp.dialects.native.schemas"),
    ("erp-dialects", "mock_erp/dialects/a_new_dialect.py", "mock_erp.dialects.native.query"),
    ("erp-dialects", "mock_erp/dialects/common/api_keys.py", "mock_erp.dialects.native.query"),
    ("domain-pure", "mock_concur/domain/journal.py", "random"),
    ("domain-pure", "mock_erp/domain/ledger.py", "sqlalchemy"),
    ("domain-pure", "mock_erp/domain/ledger.py", "mockkit.clock"),
    ("domain-pure", "mockkit/money.py", "time"),
    ("told-the-time", "mock_concur/api/common/answers.py", "mockkit.system_clock"),
    ("told-the-time", "mock_concur/store/tokens.py", "mockkit.system_clock"),
    ("told-the-time", "mock_erp/store/bills.py", "mockkit.system_clock"),
    ("store-without-wire", "mock_concur/store/codec.py", "flask"),
    ("application-without-wire", "mock_erp/application/admin.py", "werkzeug"),
    ("wire-by-use-cases", "mock_concur/api/expense_v1_1/routes.py", "mock_concur.store.reports"),
    ("wire-by-use-cases", "mock_concur/api/oauth2/routes.py", "mock_concur.store.tokens"),
    ("wire-by-use-cases", "mock_concur/service.py", "mock_concur.store.tokens"),
    ("wire-by-use-cases", "mock_erp/dialects/native/routes.py", "mock_erp.store.bills"),
    ("wire-by-use-cases", "mock_erp/service.py", "mock_erp.store.profiles"),
    ("harness-by-use-cases", "concur_harness/companies/company_plan.py", "mock_concur.api.common.posted"),
    ("harness-by-use-cases", "concur_harness/snapshots/snapshot.py", "mock_erp.store.tables"),
]
"""Contract, module and an import in it that the contract forbids; a module that is not there is a new one."""


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages and their contracts."""
    folder = tmp_path_factory.mktemp("scratch")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command: list[Any] = [Path(sys.executable).with_name("lint-imports"), "--no-cache", *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)


def test_the_contracts_hold(scratch: Path) -> None:
    told = lint(scratch)
    assert told.returncode == 0, told.stdout


def test_every_contract_is_tried_below() -> None:
    contracts = {contract["id"] for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    assert contracts == {contract for contract, _, _ in TRESPASSES}


@pytest.mark.parametrize(("contract", "module", "name"), TRESPASSES)
def test_a_trespass_is_seen(scratch: Path, contract: str, module: str, name: str) -> None:
    path = scratch / module
    before = path.read_text() if path.exists() else None
    try:
        path.write_text(f"{before or ''}\nimport {name}\n")
        told = lint(scratch, "--contract", contract)
    finally:
        path.write_text(before) if before is not None else path.unlink()
    assert told.returncode == 1, told.stdout


def modules(package: str) -> list[Path]:
    return sorted(path for path in (ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module that the file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            yield node.module or ""


@pytest.mark.parametrize("path", sorted(CONNECTORS.rglob("*.py")), ids=lambda path: path.stem)
def test_a_connector_could_live_elsewhere(path: Path) -> None:
    """Nothing but the standard library, and what lies beside it or, for a mutant, in the reference connector."""
    own = {each.stem for each in (*path.parent.glob("*.py"), *(CONNECTORS / "reference").glob("*.py"))}
    assert not {name.split(".")[0] for name in imported(path)} - own - sys.stdlib_module_names


PLAIN_TYPES = {"mock_erp/domain/amendment.py", "mock_erp/store/dimensions.py", "mockkit/database/paging.py"}
"""Modules that read values of types with neither a struct nor a dataclass in them."""


@pytest.mark.parametrize("package", ["concur_harness", "harness_input", "mock_concur", "mock_erp", "mockkit"])
def test_types_are_read_by_one_thread_first(package: str) -> None:
    """Catches a value read by the codec itself where threads are: see harness_input/codec.py."""
    reading = set()
    for path in modules(package):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("msgspec.convert", "msgspec.json.decode"):
                typed = len(node.args) > 1 or any(each.arg == "type" for each in node.keywords)
                reading |= {str(path.relative_to(ROOT))} if typed else set()
    assert reading - PLAIN_TYPES - {"harness_input/codec.py"} == set()


def test_mockkit_names_no_mock() -> None:
    """Not in its words either: who is served, whoever puts services together says (concur_harness/services.py)."""
    naming = [path for path in modules("mockkit") if re.search(r"\b(concur|erp)\b", path.read_text(), re.IGNORECASE)]
    assert naming == []


def test_the_pipeline_knows_no_kind_of_fault() -> None:
    """Catches a kind that is not a file of its own: everything else of mockkit takes faults as they come."""
    names = "|".join(kind.stem.replace("_", "[-_]") for kind in modules("mockkit/faults/kinds") if kind.stem[0] != "_")
    # What was kept by an earlier version is read as it was then.
    others = (path for path in modules("mockkit") if path.parent.name != "kinds" and path.stem != "migrations")
    knowing = [path for path in others if re.search(rf"[\"'](?:{names})[\"']", path.read_text())]
    assert knowing == []


def test_only_the_companys_clock_tells_the_time() -> None:
    """No ``now()``, ``today()`` or ``time()`` of the system's in either mock, but in mockkit/system_clock.py."""
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
    assert asking == ["mockkit/system_clock.py"]


@pytest.mark.parametrize("package", [*PACKAGES, "bench"])
def test_nobody_draws_unseeded_random_numbers(package: str) -> None:
    """Only credentials and ids of companies come from ``secrets``; ``random.Random`` is always given a seed."""
    for path in modules(package):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("random.Random", "Random"):
                assert node.args, f"{path}:{node.lineno} makes a generator without a seed"
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "random":
                assert node.attr == "Random", f"{path}:{node.lineno} draws from the shared generator"


def too_long(path: Path) -> Iterator[str]:
    """The module, if it has over 600 lines, and its functions of over 60."""
    text = path.read_text()
    if text.count("\n") > 600:
        yield f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > 60:
                yield f"{path.relative_to(ROOT)}: {node.name} has {lines} lines"


@pytest.mark.parametrize("package", [*PACKAGES, "bench", "tools"])
def test_no_module_is_over_600_lines_and_no_function_over_60(package: str) -> None:
    assert [each for path in modules(package) for each in too_long(path)] == []


def defined_names(path: Path) -> Iterator[str]:
    """Every name that a module gives to something: itself, its functions, classes, variables and attributes."""
    yield path.parent.name if path.stem == "__init__" else path.stem
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr


def test_what_a_docstring_refers_to_exists() -> None:
    """Catches a docstring that leads to a function, class or module by a name that it no longer has."""
    paths = [path for package in PACKAGES for path in modules(package)]
    defined = {name for path in paths for name in defined_names(path)}
    references = {
        (str(path.relative_to(ROOT)), target)
        for path in paths
        for target in re.findall(r":(?:func|meth|class|data|mod|exc):`~?([\w.]+)`", path.read_text())
    }
    assert len(references) > 50
    assert {(path, target) for path, target in references if target.rpartition(".")[2] not in defined} == set()
