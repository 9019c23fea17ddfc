"""Options that several commands have."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from harness.control_access import TOKEN_VARIABLE, checked_host, checked_token

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


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
