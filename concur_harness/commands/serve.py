"""`concur-harness serve`: both mocks on two ports."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from concur_harness import fixture_files
from concur_harness.commands import options
from concur_harness.scenarios.errors import InvalidScenario
from concur_harness.scenarios.shipped import DEFAULT
from concur_harness.serving import ready_file as ready_files
from concur_harness.serving.serving import PortTaken, Served, Settings
from concur_harness.serving.startup_message import startup_message
from concur_harness.serving.unusable_databases import UNUSABLE, reason_against
from mockkit.database.urls import MEMORY


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@options.ports()
@click.option("--db", default=MEMORY, metavar="URL", help="An SQLAlchemy URL; the default is a store in memory.")
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    metavar="NAME",
    help="What the company starts with: a scenario that ships, or a YAML file. Again for further companies.",
)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="What ids are made from.")
@click.option("--ready-file", type=click.Path(path_type=Path), help="Gets URLs and credentials once both answer.")
@options.control_token("Opens the control API to other machines, for whoever bears it.")
@options.allow_hosts("Another name by which the control API may be called. Again for more.")
@options.trusted_proxy()
@click.option(
    "--traffic",
    type=click.Choice(["memory", "table"]),
    help="Where the traffic is kept: by this process, or where all that share the database find it. Default: a table,"
    " if the database is a file or a server.",
)
@click.option("--until-eof", is_flag=True, hidden=True, help="End with standard input.")
def command(*, ready_file: Path | None, until_eof: bool, scenarios: tuple[str, ...], **settings: Any) -> None:
    """Serve both mocks until Ctrl-C."""
    if ready_file is not None:
        _make_way(ready_file)
    ports = options.ports_of(settings)
    served = open_harness(Settings(ports=ports, scenarios=tuple(map(_scenario, scenarios)) or (DEFAULT,), **settings))
    served.stop_on_signals()
    if until_eof:
        served.stop_at_eof(sys.stdin.fileno())
    trouble: list[OSError] = []
    try:
        served.run(lambda ready: _announce(ready, ready_file, trouble))
    finally:
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)
    if trouble:
        raise click.ClickException(f"cannot write the ready file {ready_file}: {trouble[0].strerror}")
    click.echo("Stopped.")


def _make_way(ready_file: Path) -> None:
    """Whoever waits for the file must not find an old one, nor wait for one that cannot be written."""
    try:
        ready_files.make_way(ready_file)
    except OSError as error:
        raise click.UsageError(f"cannot write the ready file {ready_file}: {error.strerror}") from None


def open_harness(settings: Settings) -> Served:
    """A harness with its sockets open, or a word about why that cannot be (exit status 2)."""
    try:
        return Served(settings)
    except PortTaken as taken:
        raise click.UsageError(f"{taken}. Choose others with {options.PORT_OPTIONS}.") from None
    except InvalidScenario as refused:
        raise click.UsageError("\n".join(refused.lines())) from None
    except UNUSABLE as error:
        raise click.UsageError(reason_against(settings.db, error)) from None


def _scenario(given: str) -> str | dict[str, Any]:
    """A scenario that ships by its name, another one by its file."""
    if given in fixture_files.scenario_names():
        return given
    file = Path(given)
    if not file.is_file():
        raise click.UsageError(f"{given!r} is neither a file nor a scenario that ships (see `scenario list`)")
    from concur_harness.scenarios.reading import object_from_yaml

    try:
        return object_from_yaml(file.read_bytes(), given)
    except InvalidScenario as refused:
        raise click.UsageError("\n".join(refused.lines())) from None


def _announce(served: Served, ready_file: Path | None, trouble: list[OSError]) -> None:
    if ready_file is not None:
        try:
            ready_files.write(ready_file, served.ready())
        except OSError as error:
            # Whoever waits for the file would wait in vain.
            trouble.append(error)
            served.stop()
            return
    guarded = served.settings.control_token is not None
    urls = {each.title: served.addresses[each.name] for each in served.harness.services}
    click.echo(startup_message(urls, served.control_url, served.companies, served.ready_to_pay(), guarded=guarded))
