"""`concur-harness init`: what the repository of a connector needs to be tried by the suite."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

MANIFEST = """\
# How the conformance suite runs this connector: `concur-harness conform connector.yaml`.
name: my-connector

# Run in the directory of this file, once for each cycle: poll, handle every report that was found, exit with 0.
# Instead of a command: `mode: python` and `python: module:function`, called with the environment.
command: ["python", "connector.py", "--once"]
mode: once

# Your own names for what the suite hands over. It is there in any case as CONCUR_BASE_URL, CONCUR_TOKEN_URL,
# CONCUR_CLIENT_ID, CONCUR_CLIENT_SECRET, CONCUR_REFRESH_TOKEN, CONCUR_ACCESS_TOKEN, ERP_BASE_URL, ERP_API_KEY,
# CONNECTOR_CONFIG (a JSON file: payees, accounts, dimensions, routing) and CONNECTOR_STATE_DIR (kept from cycle
# to cycle).
env: {}
#  MY_CONCUR_HOST: "{CONCUR_BASE_URL}"

erp: native

# What the connector claims to do. Cases that need more are skipped, and the report says so.
supports:
  - allocations         # dimensions of allocations arrive in the books
  - card-payees         # a card issuer is owed its part of a report
  - company-paid        # so is whoever the company pays otherwise
  - credits             # a report, or a payee's part of it, may be negative
  - oauth               # tokens are fetched, and fetched again when they run out
#  - vat                # reclaimable tax is booked apart
#  - cash-advance       # advances are recovered and given back
#  - personal-items     # what the employee owes for personal items on company cards
#  - foreign-currency   # expenses in another currency than the report's
#  - entry-comments     # what is wrong is also said on the entries at fault

cycle_timeout: 30       # seconds
"""

WORKFLOW = """\
name: conformance

on: [push, pull_request]

jobs:
  conformance:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      # Set up the connector itself here.
      - run: pip install concur-harness
      - run: concur-harness conform connector.yaml -n 2 --out conformance-report
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: conformance-report
          path: conformance-report
"""

FILES: Mapping[str, str] = {"connector.yaml": MANIFEST, ".github/workflows/conformance.yml": WORKFLOW}


@click.command("init")
@click.argument("directory", default=".", type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
def command(directory: Path) -> None:
    """Write a connector.yaml and a CI workflow into DIR, the root of your connector's repository."""
    there = [name for name in FILES if (directory / name).exists()]
    if there:
        raise click.UsageError(f"{', '.join(there)} would be overwritten in {directory}; nothing was written")
    try:
        for name, content in FILES.items():
            file = directory / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
            click.echo(f"wrote {file}")
    except OSError as error:
        raise click.UsageError(f"cannot write into {directory}: {error.strerror}") from None
