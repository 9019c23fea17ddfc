"""Writes its client secret and its API key into its own log."""

from __future__ import annotations

import os
import sys

import log
from connector import main

SHOWS_EVERYWHERE = True


def say(text: str) -> None:
    """Everything that might help to find an error."""
    keys = [os.environ.get(name, "") for name in ("CONCUR_CLIENT_SECRET", "CONCUR_ACCESS_TOKEN", "ERP_API_KEY")]
    sys.stdout.write(f"{text} [{' '.join(keys)}]\n")


log.say = say

if __name__ == "__main__":
    sys.exit(main())
