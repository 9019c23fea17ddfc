"""What stands in a package is found by itself: to add another of its kind is to add a module or folder, and no more."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType


def names_in(package: str) -> list[str]:
    """The names of the modules and folders directly in a package, in alphabetical order."""
    return sorted(each.name for each in pkgutil.iter_modules(importlib.import_module(package).__path__))


def modules_in(package: str) -> Iterator[ModuleType]:
    """The modules and folders directly in a package, imported, in the order of their names."""
    for name in names_in(package):
        yield importlib.import_module(f"{package}.{name}")
