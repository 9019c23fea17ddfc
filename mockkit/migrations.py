"""What became of mockkit's own rows from one version of its section to the next (:mod:`mockkit.database.sections`)."""

from __future__ import annotations

import json

from mockkit.database.sections import Rows

_OF_EVERY_KIND = ("service", "do", "method", "path", "nth", "times")
_OPTIONS = {"answer": ("status", "body", "headers"), "delay": ("seconds",), "throttle": ("retry_after",)}


def faults_with_their_own_options(rows: Rows) -> Rows:
    """To version 2: every fault was kept with the options of all kinds."""
    for row in rows.get("kit_faults", ()):
        fault = json.loads(row["spec"])
        own = (*_OF_EVERY_KIND, *_OPTIONS.get(fault["do"], ()))
        row["spec"] = json.dumps({name: fault[name] for name in own}, separators=(",", ":"))
    return rows


def companies_with_their_origin(rows: Rows) -> Rows:
    """To version 3: what a company was made from was called its genesis."""
    for row in rows.get("kit_companies", ()):
        origin = json.loads(row.pop("genesis"))
        row["origin"] = json.dumps({"source" if name == "genesis" else name: value for name, value in origin.items()})
    return rows
