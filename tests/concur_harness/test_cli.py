"""The command line."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from concur_harness import __version__, fixture_files
from concur_harness.cli import COMMANDS, main


def run(*arguments: str):
    return CliRunner().invoke(main, arguments)


def test_help_names_every_command():
    told = run("--help")
    assert told.exit_code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in told.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name):
    told = run(name, "--help")
    assert told.exit_code == 0
    assert told.output.startswith(f"Usage: main {name}")


def test_the_version_is_that_of_the_package():
    from importlib.metadata import version

    assert run("--version").output == f"concur-harness {__version__}\n"
    assert version("concur-harness") == __version__


def test_a_command_that_is_not_there_is_told():
    told = run("dance")
    assert told.exit_code == 2
    assert "'dance'" in told.output


def test_the_scenarios_that_ship_are_listed_and_shown():
    names = [line.split()[0] for line in run("scenario", "list").output.splitlines()]
    assert names == list(fixture_files.scenario_names())
    assert run("scenario", "show", "employee-only").output.encode() == fixture_files.scenario("employee-only")
    told = run("scenario", "show", "nope")
    assert (told.exit_code, "there is no scenario 'nope'" in told.output) == (2, True)


def test_a_scenario_of_one_s_own_is_checked(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("name: mine\nreports:\n  - {name: R, owner: ann@example.com, at: draft}\n")
    told = run("scenario", "check", str(mine))
    assert (told.exit_code, told.output) == (0, f"{mine}: good; 'mine' has 1 report\n")
    mine.write_text("name: mine\nreports:\n  - {name: R, ownr: ann@example.com, at: sent}\n")
    told = run("scenario", "check", str(mine))
    assert told.exit_code == 1
    assert told.output.splitlines() == [
        f"{mine}:3:5: reports[0].owner: is required",
        f"{mine}:3:15: reports[0].ownr: unknown field; did you mean owner?",
        f"{mine}:3:42: reports[0].at: must be one of draft, pending, accounting, processing, paid",
    ]
    assert run("scenario", "check", str(tmp_path / "none.yaml")).exit_code == 2


def test_an_account_that_the_erp_does_not_have_is_noted_and_no_mistake(tmp_path):
    """To refuse it is what the ERP is for; but it may be a slip."""
    mine = tmp_path / "mine.yaml"
    entry = '{type: TAXIX, amount: "1", account: "6411"}'
    mine.write_text(f"name: mine\nreports:\n  - {{name: R, owner: ann@example.com, entries: [{entry}]}}\n")
    told = run("scenario", "check", str(mine))
    assert told.exit_code == 0
    note, good = told.output.splitlines()
    assert note.startswith(f"{mine}:3:85: reports[0].entries[0].account: unknown account '6411'; there are 641")
    assert good == f"{mine}: good; 'mine' has 1 report"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--scenario", "nope"), "neither a file nor a scenario"),
        (("--concur-port", "65536"), "--concur-port"),
        (("--db", "nonsense"), "cannot use the database of that URL: a URL such as sqlite:///"),
        (
            ("--db", "nonsense+x://ann:secret@host/db"),
            "database nonsense+x://ann:***@host/db: nonsense is not supported",
        ),
        (
            ("--db", "sqlite:////no/such/folder/x.db"),
            "cannot use the database sqlite:////no/such/folder/x.db: it cannot be",
        ),
        (("--host", "no.such.host.invalid"), "cannot listen on no.such.host.invalid"),
        (("--seed", "-1"), "--seed"),
        (("--ready-file", "/no/such/folder/ready.json"), "cannot write the ready file"),
    ],
)
def test_arguments_that_make_no_sense_end_with_status_2(arguments, says):
    told = run("serve", "--erp-port", "0", "--concur-port", "0", *arguments)
    assert told.exit_code == 2
    assert says in told.output


def test_a_file_that_serve_is_given_is_checked_first(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("name: mine\nfoo: 1\n")
    told = run("serve", "--scenario", str(mine), "--concur-port", "0", "--erp-port", "0")
    assert told.exit_code == 2
    assert f"{mine}:2:1: foo: unknown field" in told.output


def test_the_cases_are_listed_without_starting_anything():
    manifest = "conformance/connectors/reference/connector.yaml"
    command = [sys.executable, "-m", "concur_harness", "conform", manifest, "--list"]
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    assert told.returncode == 0
    assert told.stdout.splitlines()[0].split()[0].count("/") >= 1


def test_init_writes_a_manifest_that_the_suite_takes(tmp_path):
    from conformance.manifest import load

    told = run("init", str(tmp_path))
    assert told.exit_code == 0
    assert load(tmp_path / "connector.yaml").name == "my-connector"
    assert (tmp_path / ".github/workflows/conformance.yml").is_file()
    (tmp_path / "connector.yaml").write_text("mine")
    again = run("init", str(tmp_path))
    assert (again.exit_code, "would be overwritten" in again.output) == (2, True)
    assert (tmp_path / "connector.yaml").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    told = run("init", str(tmp_path / "file" / "below"))
    assert (told.exit_code, "cannot write into" in told.output) == (2, True)
