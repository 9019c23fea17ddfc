"""Leaves reclaimable tax in the expense instead of booking it as a claim on the tax authority."""

from __future__ import annotations

import sys
from decimal import Decimal

import payables
from connector import main
from report import Allocation
from settings import Mapping


def tax_shares(
    allocation: Allocation,  # noqa: ARG001
    mapping: Mapping,  # noqa: ARG001
    currency: str,  # noqa: ARG001
) -> dict[str, list[tuple[str, Decimal]]]:
    """No tax anywhere."""
    return {}


payables.tax_shares = tax_shares

if __name__ == "__main__":
    sys.exit(main())
