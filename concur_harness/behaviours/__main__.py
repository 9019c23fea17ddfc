"""Print the page of the registry: ``python -m concur_harness.behaviours > docs/fidelity.md``."""

from __future__ import annotations

import sys

from concur_harness.behaviours import REGISTRY
from concur_harness.behaviours.page import page

sys.stdout.write(page(REGISTRY))
