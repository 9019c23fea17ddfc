"""The command line. Each command's module is imported when it is run: `serve` must not wait for the others.

Flask imports click itself, so that using it here costs `serve` nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click

from concur_harness import __version__

COMMANDS: Mapping[str, str] = {
    "serve": "concur_harness.commands.serve",
    "demo": "concur_harness.commands.demo",
    "conform": "concur_harness.commands.conform",
    "init": "concur_harness.commands.init",
    "scenario": "concur_harness.commands.scenario",
}
"""Each command with the module that has it as ``command``."""


class Commands(click.Group):
    """The commands, imported by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order in which somebody meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name]).command
        return command


def _print_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"concur-harness {__version__}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)
def main() -> None:
    """A mock of SAP Concur, a mock ERP, and a conformance suite for the connectors between them."""
