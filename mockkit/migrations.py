"""What became of the ground floor's rows from one version of its section to the next (:mod:`mockkit.sections`)."""

from __future__ import annotations

import json

from mockkit.sections import Rows

_OF_EVERY_KIND = ("service", "do", "method", "path", "nth", "times")
_OPTIONS = {"answer": ("status", "body", "headers"), "delay": ("seconds",), "throttle": ("retry_after",)}


def faults_with_their_own_options(rows: Rows) -> Rows:
    """To version 2: every fault was kept with the options of all kinds."""
    for row in rows.get("kit_faults", ()):
        fault = json.loads(row["spec"])
        own = (*_OF_EVERY_KIND, *_OPTIONS.get(fault["do"], ()))
        row["spec"] = json.dumps({name: fault[name] for name in own}, separators=(",", ":"))
    return rows
