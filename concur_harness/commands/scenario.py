"""`concur-harness scenario`: what ships, and whether somebody's own is right."""

from __future__ import annotations

import sys
from itertools import takewhile
from pathlib import Path

import click

from concur_harness import fixture_files


@click.group("scenario")
def command() -> None:
    """Scenarios: those that ship, and a check of your own."""


@command.command("list")
def list_() -> None:
    """Name the scenarios that ship."""
    names = fixture_files.scenario_names()
    width = max(map(len, names))
    for name in names:
        click.echo(f"{name:<{width}}  {_about(name)}".rstrip())


def _about(name: str) -> str:
    """The comment that a scenario begins with."""
    lines = fixture_files.scenario(name).decode().splitlines()
    return " ".join(line.removeprefix("#").strip() for line in takewhile(lambda line: line.startswith("#"), lines))


@command.command("show")
@click.argument("name")
def show(name: str) -> None:
    """Print a scenario that ships."""
    if name not in fixture_files.scenario_names():
        raise click.UsageError(f"there is no scenario {name!r}; `concur-harness scenario list` names those there are")
    click.echo(fixture_files.scenario(name).decode(), nl=False)


@command.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check a scenario of your own: every mistake with its file, line, column and field; status 1 if there is any."""
    from concur_harness.scenarios.errors import InvalidScenario
    from concur_harness.scenarios.reading import build_trial_reports
    from mockkit.system_clock import system_now

    try:
        tried = build_trial_reports(file.read_bytes(), str(file), system_now())
    except InvalidScenario as refused:
        click.echo("\n".join(refused.lines()), err=True)
        sys.exit(1)
    for note in tried.notes:
        click.echo(f"{note} (a note: the ERP will refuse it)")
    count = len(tried.reports)
    click.echo(f"{file}: good; {tried.scenario.name!r} has {count} report{'' if count == 1 else 's'}")
