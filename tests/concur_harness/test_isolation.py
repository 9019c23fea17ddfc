"""What lies where somebody calls us, or where PYTHONPATH leads, never reaches our own processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from concur_harness import fixture_files
from concur_harness.child import running_harness

COMMAND = Path(sys.executable).with_name("concur-harness")
REFERENCE = Path(__file__).parents[2] / "conformance" / "connectors" / "reference" / "connector.yaml"
MODULES = ("logging", "token", "json", "random", "fixtures", "click", "pytest", "conftest")

PACKAGES = ("harness", "conformance", "fixtures", "mockkit", "xdist")
TRAP = "raise RuntimeError('a module of the caller was imported')\n"
CASE = ("-k", "success/employee-only or success/nothing-to-do", "-n", "2")


@pytest.fixture
def trapped(tmp_path: Path) -> Path:
    """A directory with files and folders that are called as modules are, each of which raises when it is imported."""
    for name in MODULES:
        (tmp_path / f"{name}.py").write_text(TRAP)
    for name in PACKAGES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(TRAP)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    return tmp_path


def run(directory: Path, *command: object, **variables: str) -> subprocess.CompletedProcess[str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    return subprocess.run(
        [*map(str, command)], cwd=directory, env=mine | variables, check=False, capture_output=True, text=True
    )


def variables_of(directory: Path) -> dict[str, str]:
    (directory / "startup.py").write_text(TRAP)
    return {
        "PYTHONPATH": str(directory),
        "PYTHONSTARTUP": str(directory / "startup.py"),
        "PYTHONWARNINGS": "error",
        "PYTHONINSPECT": "1",
        "PYTHONOPTIMIZE": "2",
    }


def passed(done: subprocess.CompletedProcess[str]) -> bool:
    return done.returncode == 0 and done.stdout.endswith("exit 0: 2 cases: 2 passed\n")


def test_conform_runs_cases_in_workers(trapped: Path) -> None:
    for name in ("types", "concur_harness"):
        (trapped / f"{name}.py").write_text(TRAP)
    done = run(trapped, COMMAND, "conform", REFERENCE, *CASE)
    assert passed(done), done.stdout + done.stderr


def test_conform_heeds_no_variable_of_the_interpreter(trapped: Path) -> None:
    done = run(trapped, COMMAND, "conform", REFERENCE, *CASE, **variables_of(trapped))
    assert passed(done), done.stdout + done.stderr


@pytest.mark.parametrize("program", [(COMMAND,), (sys.executable, "-m", "concur_harness")], ids=["command", "module"])
def test_scenarios_are_listed(trapped: Path, program: tuple[object, ...]) -> None:
    listed = run(trapped, *program, "scenario", "list")
    assert listed.returncode == 0, listed.stderr
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(fixture_files.scenario_names())


def test_init_writes_the_files_of_a_connector(trapped: Path) -> None:
    done = run(trapped, COMMAND, "init", **variables_of(trapped))
    assert done.returncode == 0, done.stderr
    assert (trapped / "connector.yaml").is_file()


def test_the_demo_plays(trapped: Path) -> None:
    done = run(trapped, COMMAND, "demo", "--rounds", "1", "--pause", "0", **variables_of(trapped))
    assert (done.returncode, done.stderr) == (0, "")
    assert "round 1" in done.stdout


def test_whoever_starts_a_harness_in_a_program_of_their_own_is_as_safe(trapped: Path, monkeypatch) -> None:
    """As the pytest plugin of a connector's own repository does, from the root of that repository."""
    monkeypatch.chdir(trapped)
    monkeypatch.setenv("PYTHONPATH", str(trapped))
    with running_harness() as told:
        assert told["control_url"].startswith("http://")


def test_the_connector_itself_runs_beside_its_own_modules(tmp_path: Path) -> None:
    """Isolation is ours alone: a connector imports what lies beside it, and sees what its manifest names."""
    (tmp_path / "fixtures.py").write_text("import os\nassert os.environ['PYTHONOPTIMIZE'] == '0'\n")
    (tmp_path / "sync.py").write_text("import fixtures\n")
    (tmp_path / "connector.yaml").write_text(
        'name: mine\ncommand: [python, sync.py]\nenv: {PYTHONOPTIMIZE: "0"}\nsupports: []\n'
    )
    done = run(tmp_path, COMMAND, "conform", "connector.yaml", "-k", "success/nothing-to-do", PYTHONOPTIMIZE="1")
    assert done.returncode == 0, done.stdout + done.stderr
