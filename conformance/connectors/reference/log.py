"""What the connector says while it works: one line an event, for the person who reads the log."""

from __future__ import annotations

import sys

_secrets: set[str] = set()


def hide(secret: str) -> None:
    """From now on, print this text as asterisks wherever it turns up."""
    if secret:
        _secrets.add(secret)


def say(text: str) -> None:
    """Write one line to standard output, at once.

    Other people's error texts end up here, and they may quote what we sent them. So the secrets
    are struck out here and not left to the care of every caller.
    """
    for secret in _secrets:
        text = text.replace(secret, "***")
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
