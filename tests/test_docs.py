"""What the documentation prints is run as printed: its curl lines against a harness, its scenario through the check."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.proof.harness_process import harness
from mock_concur.domain.transitions import table

ROOT = Path(__file__).parent.parent
COMMAND = Path(sys.executable).with_name("concur-harness")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def ports() -> Iterator[tuple[str, str]]:
    with harness() as ready:
        yield ready.concur_port, ready.erp_port


@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples are written with curl")
@pytest.mark.parametrize("page", ["README.md", "docs/control-api.md"])
def test_curl_lines_work_as_printed(page: str, ports: tuple[str, str]) -> None:
    script = "\n".join(block for block in blocks(page, "sh") if "curl" in block)
    assert script.count("curl -s") > 5
    strict = script.replace("curl -s", "curl -sS --fail-with-body").replace("8280", ports[0]).replace("8281", ports[1])
    # -u: a variable that an earlier line was to set; pipefail: an error before a sed.
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", strict], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_the_workflow_is_printed_from_its_table() -> None:
    assert (ROOT / "docs/workflow.md").read_text().endswith(f"\n\n{table()}\n")


def test_the_scenario_that_is_explained_is_good(tmp_path: Path) -> None:
    (scenario,) = blocks("docs/scenarios.md", "yaml")
    file = tmp_path / "explained.yaml"
    file.write_text(scenario)
    done = subprocess.run([COMMAND, "scenario", "check", file], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_links_lead_somewhere(page: str) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / page).read_text())
    missing = [target for target in targets if not ((ROOT / page).parent / target).exists()]
    assert not missing


def test_the_commands_of_the_readme_exist() -> None:
    said = set(re.findall(r"concur-harness (\w+)", (ROOT / "README.md").read_text()))
    listed = subprocess.run([COMMAND, "--help"], capture_output=True, text=True, timeout=60, check=True).stdout
    assert {name for name in said if not re.search(rf"^  {name}\b", listed, re.MULTILINE)} == set()
