"""Books without projects and cost centers: what an expense is allocated to is lost."""

from __future__ import annotations

import sys

import payables
from connector import main
from report import Allocation
from settings import Mapping


def dimensions_of(allocation: Allocation, mapping: Mapping) -> dict[str, str | None]:  # noqa: ARG001
    """No dimension at all."""
    return dict.fromkeys(mapping.dimensions)


payables.dimensions_of = dimensions_of

if __name__ == "__main__":
    sys.exit(main())
