"""Print the page of the registry: ``python -m harness.behaviours > docs/fidelity.md``."""

from __future__ import annotations

import sys

from harness.behaviours import REGISTRY
from harness.behaviours.page import page

sys.stdout.write(page(REGISTRY))
