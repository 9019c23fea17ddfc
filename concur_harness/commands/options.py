"""Options that several commands have."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable
from typing import Any

import click

from concur_harness.services import registered
from concur_harness.serving.control_access import TOKEN_VARIABLE, checked_host, checked_token

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


PORT_OPTIONS = " and ".join(f"--{name}-port" for name in registered().ports)
"""The options of :func:`ports`, in words."""


def ports() -> Decorator:
    """``--concur-port`` and its like: one for each service that has a port of its own."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for name, port in reversed(registered().ports.items()):
            number = click.IntRange(0, 65535)
            command = click.option(f"--{name}-port", default=port, show_default=True, type=number, help=_FREE)(command)
        return command

    return decorate


_FREE = "0: a free one."


def ports_of(given: dict[str, Any]) -> dict[str, int]:
    """The values of :func:`ports` by the names of their services, taken out of what a command was given."""
    return {name: given.pop(f"{name}_port") for name in registered().ports}


def control_token(words: str) -> Decorator:
    """``--control-token TOKEN``, or the environment variable; an empty one is a mistake, never "none"."""
    return click.option("--control-token", metavar="TOKEN", callback=_token, help=f"{words} [env: {TOKEN_VARIABLE}]")


def _token(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    # Not left to click, which takes an empty variable for one that is not set.
    named, value = ("--control-token", given) if given is not None else (TOKEN_VARIABLE, os.environ.get(TOKEN_VARIABLE))
    if value is None:
        return None
    try:
        return checked_token(value)
    except ValueError as error:
        raise click.UsageError(f"the control token ({named}) {error}") from None


def allow_hosts(words: str) -> Decorator:
    """``--allow-host NAME``, any number of times."""
    return click.option("--allow-host", "allow_hosts", metavar="NAME", multiple=True, callback=_hosts, help=words)


def _hosts(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return tuple(map(checked_host, given))
    except ValueError as error:
        raise click.UsageError(f"--allow-host: {error}") from None


def _address(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    if given is None:
        return None
    try:
        return ipaddress.ip_address(given).compressed
    except ValueError:
        raise click.BadParameter(f"{given!r} is no IP address.") from None


def trusted_proxy() -> Decorator:
    """``--trusted-proxy``: whose word counts for the host and scheme by which a mock is reached."""
    return click.option(
        "--trusted-proxy",
        metavar="ADDRESS",
        callback=_address,
        help="The proxy whose X-Forwarded-Proto, -Host, -Port and -For are believed. Default: nobody's are.",
    )
