"""Returns a report without saying what is wrong with it: the action's comment is an empty phrase."""

from __future__ import annotations

import sys

import remedy
from connector import main
from erp import ValidationError


def action_comment(errors: list[ValidationError]) -> str:  # noqa: ARG001
    """Concur demands some comment, so it gets one."""
    return "Error."


remedy.action_comment = action_comment

if __name__ == "__main__":
    sys.exit(main())
