"""The kinds of faults that there are: whatever stands in :mod:`mockkit.faults.kinds`, one module a kind."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import ModuleType
from typing import Any, Union

import msgspec
from msgspec.structs import FieldInfo

from mockkit.discovery import modules_in
from mockkit.faults.base import Fault

Services = Mapping[str, Collection[str]]
"""The services whose requests faults may be for, each with the operations that it offers to them."""

_OF_ALL = frozenset(Fault.__struct_fields__)


class FaultKinds(Mapping[str, type[Fault]]):
    """Kinds of faults by their names, in alphabetical order; ``packages`` are where they stand.

    Raises ValueError for a module that does not hold exactly one kind, and for a name that is given twice.
    """

    def __init__(self, *packages: str) -> None:
        found = [_kind_in(module) for package in packages for module in modules_in(package)]
        self._kinds = {kind.kind(): kind for kind in sorted(found, key=lambda kind: kind.kind())}
        if len(self._kinds) < len(found):
            raise ValueError(f"two kinds of faults have the same name: {sorted(kind.kind() for kind in found)}")
        self.type: Any = Union[tuple(self._kinds.values())]  # noqa: UP007 - known only now
        """Any fault, as the codec and its JSON schemas take it."""
        self._decoder = msgspec.json.Decoder(self.type)
        self.options = {name: value for kind in self._kinds.values() for name, value in _defaults(kind)}
        """Every option that only some kinds have, with what it is where it is left out."""

    def __getitem__(self, name: str) -> type[Fault]:
        return self._kinds[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def decode(self, text: str) -> Fault:
        """A fault as it is kept. Raises msgspec.MsgspecError for any other text."""
        fault: Fault = self._decoder.decode(text)
        return fault

    def with_option(self, name: str) -> list[str]:
        """The names of the kinds that have an option of that name."""
        return [kind.kind() for kind in self._kinds.values() if name in kind.__struct_fields__]


def own_options(kind: type[Fault]) -> list[str]:
    """The options that a kind adds to those of every fault."""
    return [name for name in kind.__struct_fields__ if name not in _OF_ALL]


def services_for(kind: type[Fault], services: Services) -> list[str]:
    """The services for which a fault of the kind may be armed."""
    return [name for name, operations in services.items() if not kind.needs or kind.needs in operations]


def default_of(field: FieldInfo) -> Any:
    """What an option is where it is left out, as JSON has it; None for one that is required."""
    if field.required:
        return None
    made = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    return msgspec.to_builtins(made)


def _defaults(kind: type[Fault]) -> Iterator[tuple[str, Any]]:
    for field in msgspec.structs.fields(kind):
        if field.name not in _OF_ALL:
            yield field.name, default_of(field)


def _kind_in(module: ModuleType) -> type[Fault]:
    kinds = [
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Fault) and each.__module__ == module.__name__
    ]
    if len(kinds) != 1:
        raise ValueError(f"{module.__name__} is to hold one kind of fault, and holds {len(kinds)}")
    return kinds[0]


KINDS = FaultKinds("mockkit.faults.kinds")
"""The kinds that a fault may be of."""


def kinds() -> FaultKinds:
    """The kinds that a fault may be of; asked anew each time."""
    return KINDS
