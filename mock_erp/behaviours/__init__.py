"""What the mock ERP does and why, in families: to add a behaviour, add it to the module of its family.

The ERP is no vendor's: everything that no standard says is assumed, after what real ones have in common.
"""

from __future__ import annotations

from mock_erp.behaviours import bills, service, validation
from mockkit.behaviours import Family

FAMILIES: tuple[Family, ...] = (service.FAMILY, bills.FAMILY, bills.KEYS_FAMILY, validation.FAMILY)
"""In the order in which the documentation shows them."""
