"""What the mock ERP does and why: a module a family, which is found by itself.

A behaviour is added in the module of its family. The ERP is no vendor's: everything that no standard says is assumed,
after what real ones have in common. The families named here come first in the documentation.
"""

from __future__ import annotations

from mockkit.behaviours import families_in

FAMILIES = families_in(__name__, "service", "bills", "validation")
