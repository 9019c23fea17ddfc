"""Print the page of the kinds of faults: ``python -m concur_harness.fault_page > docs/faults.md``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from concur_harness.services import registered
from mockkit import faults
from mockkit.faults.documentation import common_options, describe_kinds

_HEAD = """\
# Faults

What goes wrong, on which requests, and how often. A fault is data of a company: it stands in a scenario under
`faults:`, or is armed over the control API ([control-api.md](control-api.md)). This page is made from the kinds of
faults themselves (`make docs`, and a test compares); `GET /_mock/fault-kinds` answers the same.

A fault says which requests it is for, and `do` says what it does to them. It fires on the `nth` of them and on as many
from there on as `times` says; `times` null means all of them. Where several faults fire on one request, they do so in
the order in which they were armed, each around the next; one that does not let the request go on leaves the later ones
armed.

Read back, a fault tells how many requests matched (`seen`), on how many of them it fired (`fired`), and, where it did
not, why not (`why_not`): that no request matched, and which came nearest; that it fires on a later one only; that
chance chose none; that another fault answered first; that it is spent. Requests are counted as long as some fault of
the company may still fire; one whose Idempotency-Key is malformed or in use is not. Everything that is wrong with a
fault is reported at once, options of another kind among it.
"""


def page() -> str:
    """The page as Markdown."""
    kinds = describe_kinds(faults.kinds(), registered().for_faults)
    common = [{**each, "is": _known_services()} if each["name"] == "service" else each for each in common_options()]
    return "\n".join((_HEAD, "## Options of every fault\n", *_table(common), *_kinds(kinds)))


def _known_services() -> str:
    return f"one of {', '.join(registered().names)}"


def _kinds(kinds: list[dict[str, Any]]) -> Iterator[str]:
    for kind in kinds:
        yield f"\n## {kind['do']}\n"
        yield f"{kind['does']}\n"
        if kind["services"] != list(registered().names):
            yield f"For {', '.join(kind['services'])} only.\n"
        if kind["options"]:
            yield from _table(kind["options"])
            yield ""
        yield f"```json\n{json.dumps(kind['example'])}\n```\n"
        yield f"[{kind['label']}](fidelity.md#{kind['rests_on']})."
    yield ""


def _table(options: list[dict[str, Any]]) -> Iterator[str]:
    yield "| option | is | left out | |"
    yield "|---|---|---|---|"
    for option in options:
        left_out = "required" if option["required"] else f"`{json.dumps(option['default'])}`"
        yield f"| `{option['name']}` | {option['is']} | {left_out} | {option['about']} |"


if __name__ == "__main__":
    sys.stdout.write(page())
