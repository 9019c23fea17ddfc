"""What the documentation prints is run as printed: its curl lines against a harness, its scenario through the check."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from conformance.client.connector_environment import CAPABILITIES, CONNECTOR_ENV
from conformance.client.harness_process import harness
from conformance.engine.case import all_cases
from conformance.manifest import load
from mock_concur.domain.transitions import table

ROOT = Path(__file__).parent.parent
COMMAND = Path(sys.executable).with_name("concur-harness")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def ports() -> Iterator[tuple[str, str]]:
    with harness() as ready:
        yield tuple(ready[f"{service}_url"].rpartition(":")[2] for service in ("concur", "erp"))


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
    """Pages, and the headings and marks within them."""
    missing = []
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", (ROOT / page).read_text()):
        name, _, anchor = target.partition("#")
        file = (ROOT / page).parent / name if name else ROOT / page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            missing.append(target)
    assert not missing


def test_every_page_is_among_those_to_read_on() -> None:
    linked = set(re.findall(r"\]\((docs/[^)#]+)\)", (ROOT / "README.md").read_text()))
    assert {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")} == linked


def anchors(page: Path) -> set[str]:
    """What can be linked to in a page: its headings, as GitHub makes anchors of them, and its marks."""
    text = page.read_text()
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


def test_the_mapping_that_is_explained_is_the_one_that_is_handed_over(ports: tuple[str, str]) -> None:
    """Catches a mapping that has other fields, payees, accounts or routes than the page shows."""
    (shown,) = blocks("docs/driving-a-connector.md", "json")
    german = {"scenario": {"name": "german", "company": {"country": "DE", "currency": "EUR"}}}
    made = requests.post(f"http://127.0.0.1:{ports[0]}/_mock/companies", json=german, timeout=30).json()
    handed = made["config"]
    assert {**json.loads(shown), "today": handed["today"]} == handed


def test_every_variable_that_is_handed_over_is_explained() -> None:
    for page in ("README.md", "docs/driving-a-connector.md"):
        text = (ROOT / page).read_text()
        assert [name for name in CONNECTOR_ENV if f"`{name}`" not in text] == [], page


def test_the_manifest_that_is_explained_is_good(tmp_path: Path) -> None:
    for page in ("README.md", "docs/driving-a-connector.md"):
        (manifest,) = blocks(page, "yaml")
        file = tmp_path / "connector.yaml"
        file.write_text(manifest)
        assert load(file).supports == CAPABILITIES, page


def test_what_literal_grouping_fails_is_said() -> None:
    """Catches a page that names other cases than those that name the defect."""
    said = re.search(
        r"own scope it fails (.*?), and says so", (ROOT / "docs/driving-a-connector.md").read_text(), re.DOTALL
    )
    assert said is not None
    named = {case.id for case in all_cases() if "groups-by-payee-name" in case.names_defects}
    assert set(re.findall(r"`([^`]+)`", said[1])) == named


def test_the_commands_of_the_readme_exist() -> None:
    said = set(re.findall(r"concur-harness (\w+)", (ROOT / "README.md").read_text()))
    listed = subprocess.run([COMMAND, "--help"], capture_output=True, text=True, timeout=60, check=True).stdout
    assert {name for name in said if not re.search(rf"^  {name}\b", listed, re.MULTILINE)} == set()


PACKAGES = "bench|concur_harness|conformance|mock_concur|mock_erp|mockkit|tests|tools"


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_every_module_that_a_page_names_exists(page: str) -> None:
    """Catches a module that was renamed or moved, and a page that still sends its reader to the old place."""
    named = re.findall(rf"`((?:{PACKAGES})/[\w/]+(?:\.py)?)`", (ROOT / page).read_text())
    assert [path for path in named if not (ROOT / path).exists()] == []
