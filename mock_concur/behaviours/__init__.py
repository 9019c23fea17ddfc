"""What the mock Concur does and what that rests on: a module a family, which is found by itself.

A behaviour is added in the module of its family. The families named here come first in the documentation.
"""

from __future__ import annotations

from mockkit.behaviours import families_in

FAMILIES = families_in(__name__, "service", "authentication", "lists", "details", "workflow", "updates", "journal")
