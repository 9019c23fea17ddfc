"""What a mock does, and what that rests on: the entries of the registry of behaviours.

An entry is one sentence with a label: *documented* on a public page, *observed* in what a public client has recorded,
or *assumed*, our choice with its reason. Each package that shows behaviour declares its own entries in families that
read as documentation; tests, the page ``docs/fidelity.md`` and the control API read them from a :class:`Registry`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from mockkit.discovery import modules_in

Label = Literal["documented", "observed", "assumed"]
LABELS: tuple[Label, ...] = get_args(Label)

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+")
_ROUTE = re.compile(r"(GET|POST|PUT|PATCH|DELETE) /\S*")


class BehaviourError(ValueError):
    """An entry is declared wrongly; the message names it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a behaviour is written: a public page by its title, a heading on it, and its address.

    ``url`` is empty where no public address is known, as of a printed standard.
    """

    page: str
    heading: str = ""
    url: str = ""

    def under(self, heading: str, anchor: str = "") -> Source:
        """A heading of the page; ``anchor`` is added to its address."""
        return Source(self.page, heading, f"{self.url}#{anchor}" if anchor and self.url else self.url)

    def __str__(self) -> str:
        """``page, "heading"``."""
        return f'{self.page}, "{self.heading}"' if self.heading else self.page


RECORDED = Source("A recorded reply or request of a public client")
"""The source of what was observed, where the client is not to be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """One thing that a mock does.

    ``does`` is a sentence. ``sources`` say where it is written; what is assumed has a ``reason`` instead of, or beside,
    a source that comes near. ``concerns`` are the routes (``GET /path/<argument>``) and subjects that it is about.
    """

    id: str
    label: Label
    does: str
    sources: tuple[Source, ...] = ()
    reason: str = ""
    concerns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise BehaviourError(f"behaviour id {self.id!r}: lower-case words with dashes, and dots between them")
        if not self.does.rstrip('"').endswith("."):
            raise BehaviourError(f"behaviour {self.id}: what it does is a sentence with a full stop")
        if self.label != "assumed" and not self.sources:
            raise BehaviourError(f"behaviour {self.id}: what is {self.label} has a source")
        if self.label == "assumed" and not self.reason:
            raise BehaviourError(f"behaviour {self.id}: what is assumed has a reason")

    @property
    def routes(self) -> tuple[str, ...]:
        """Those of its concerns that are routes: a method and a path, as the application registers it."""
        return tuple(concern for concern in self.concerns if _ROUTE.fullmatch(concern))


def documented(id_: str, does: str, *sources: Source, concerns: Iterable[str] = ()) -> Behaviour:
    """An entry that a public page states."""
    return Behaviour(id=id_, label="documented", does=does, sources=sources, concerns=tuple(concerns))


def observed(id_: str, does: str, *sources: Source, concerns: Iterable[str] = ()) -> Behaviour:
    """An entry that recorded traffic of a public client shows, though no page states it."""
    return Behaviour(id=id_, label="observed", does=does, sources=sources or (RECORDED,), concerns=tuple(concerns))


def assumed(id_: str, does: str, *sources: Source, because: str, concerns: Iterable[str] = ()) -> Behaviour:
    """An entry that is our choice; ``because`` is a sentence, and ``sources`` what comes nearest."""
    return Behaviour(id=id_, label="assumed", does=does, sources=sources, reason=because, concerns=tuple(concerns))


@dataclass(frozen=True, slots=True)
class Family:
    """Entries that belong together under a title. ``concerns`` are those of every entry that names none itself."""

    title: str
    concerns: tuple[str, ...]
    behaviours: tuple[Behaviour, ...]


def family(title: str, *behaviours: Behaviour, concerns: Iterable[str]) -> Family:
    """A family, its concerns handed down to the entries that name none."""
    shared = tuple(concerns)
    return Family(title, shared, tuple(replace(each, concerns=each.concerns or shared) for each in behaviours))


def families_in(package: str, *first: str) -> tuple[Family, ...]:
    """Every family that a module of the package declares: those of the modules named ``first``, then all others."""
    modules = {module.__name__.rpartition(".")[2]: vars(module) for module in modules_in(package)}
    ordered = (*first, *(name for name in modules if name not in first))
    return tuple(each for name in ordered for each in modules[name].values() if isinstance(each, Family))


class Registry:
    """All entries by id, in the order of their parts and families. Raises BehaviourError for an id used twice.

    ``parts`` gives for each part of the project, by its title, the families that it declares.
    """

    def __init__(self, parts: Mapping[str, Iterable[Family]]) -> None:
        self.parts = {title: tuple(families) for title, families in parts.items()}
        self._by_id: dict[str, Behaviour] = {}
        for each in self._declared():
            if self._by_id.setdefault(each.id, each) is not each:
                raise BehaviourError(f"two behaviours are called {each.id}")

    def _declared(self) -> Iterator[Behaviour]:
        for families in self.parts.values():
            for one in families:
                yield from one.behaviours

    def __iter__(self) -> Iterator[Behaviour]:
        return iter(self._by_id.values())

    def __getitem__(self, behaviour_id: str) -> Behaviour:
        """The entry of an id; raises KeyError."""
        return self._by_id[behaviour_id]

    def get(self, behaviour_id: str) -> Behaviour | None:
        """The entry of an id, or None."""
        return self._by_id.get(behaviour_id)

    def routes(self) -> frozenset[str]:
        """Every route that an entry is about."""
        return frozenset(route for each in self for route in each.routes)
