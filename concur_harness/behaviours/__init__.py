"""The registry of behaviours: what the mocks do, what the harness adds, and what the suite asks of a connector.

Each entry stands beside what it describes, in the package that shows it; here they are one. ``python -m
concur_harness.behaviours`` prints the page that documentation has of it.
"""

from __future__ import annotations

import mock_concur.behaviours
import mock_erp.behaviours
from concur_harness.behaviours import control, suite
from mockkit.behaviours import Registry

REGISTRY = Registry(
    {
        "Mock Concur": mock_concur.behaviours.FAMILIES,
        "Mock ERP": mock_erp.behaviours.FAMILIES,
        "Harness": control.FAMILIES,
        "Conformance suite": suite.FAMILIES,
    }
)
