"""The wheel: which names it brings, and that it works where others bring names like those of a checkout's folders."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

from concur_harness import __version__, fixture_files

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {"concur_harness", "conformance", "harness_input", "mock_concur", "mock_erp", "mockkit"}
"""What an installed harness puts beside everybody else's packages. `harness` and `fixtures` are others' on PyPI."""
OTHERS = ("fixtures", "harness")
STARTS = """
import json, urllib.request
from concur_harness.child import running_harness
with running_harness() as told:
    print(json.dumps(json.load(urllib.request.urlopen(told["control_url"] + "/health"))))
"""


def run(*command: object, **options: Any) -> str:
    done = subprocess.run([*map(str, command)], check=False, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def uv(*arguments: object) -> str:
    return run(Path(sys.executable).with_name("uv"), *arguments, "--offline", "--no-cache", "--quiet")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    uv("build", ROOT, "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel, our dependencies, and somebody else's `fixtures` and `harness`."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    uv("pip", "install", "--python", python, "--no-index", "--no-deps", wheel)
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    # A path file within a path file's directory is not read: the dependencies come along, the checkout does not.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    for name in OTHERS:
        (packages / name).mkdir()
        (packages / name / "__init__.py").write_text(f"raise RuntimeError('this is another {name}')\n")
    return python.parent


def test_the_wheel_brings_the_names_of_the_kept_list(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        found = {name.split("/")[0] for name in archive.namelist()}
    assert found == TOP_LEVEL | {f"concur_harness-{__version__}.dist-info"}


def test_the_wheel_carries_the_data_of_the_checkout(wheel: Path) -> None:
    kept = {str(path.relative_to(ROOT)) for path in (ROOT / "fixtures").rglob("*") if path.is_file()}
    with zipfile.ZipFile(wheel) as archive:
        prefix = "concur_harness/"
        found = {name.removeprefix(prefix) for name in archive.namelist() if name.startswith(f"{prefix}fixtures/")}
    assert found == kept


def test_an_installed_harness_lists_its_scenarios_beside_other_packages(installed: Path, tmp_path: Path) -> None:
    listed = run(installed / "concur-harness", "scenario", "list", cwd=tmp_path)
    assert [line.split()[0] for line in listed.splitlines()] == list(fixture_files.scenario_names())


def test_an_installed_harness_serves_beside_other_packages(installed: Path, tmp_path: Path) -> None:
    assert json.loads(run(installed / "python", "-c", STARTS, cwd=tmp_path))["status"] == "ready"
