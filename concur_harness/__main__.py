"""`python -m concur_harness` is `concur-harness`."""

from __future__ import annotations

from concur_harness.cli import main

main(prog_name="concur-harness")
