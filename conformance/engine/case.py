"""What a case is: a question about a connector, with a stable id, apart from the way it is worded.

A case is data and one function. The decorator `case` makes the two into a `Case`; `all_cases` finds
them, wherever in a package they stand::

    @case(
        id="rollback/second-payee-refused",
        says="A bill refused for the second payee takes the first payee's bill back.",
        rests_on=(Reference("SAP Concur tutorial: ...", "Step 4", "documented"),),
        scenario="second-payee-refused",
        needs=frozenset({"card-payees"}),
        names_defects=("no-rollback",),
    )
    def second_payee_refused(context: CaseContext) -> None: ...

Modules of cases may also hold lists or tuples of cases, for families that differ in their data only.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance.citation import Reference
from conformance.client.connector_environment import CAPABILITIES

if TYPE_CHECKING:
    from types import ModuleType

CaseFunction = Callable[..., None]
"""The function of a case: it takes the `CaseContext`, which knows cases, so that cases cannot know it."""

_ID = re.compile(r"[a-z0-9]+([-.][a-z0-9]+)*(/[a-z0-9]+([-.][a-z0-9]+)*)+")


class CaseError(ValueError):
    """A case is declared wrongly; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One question of the suite.

    `scenario` is the name of a shipped scenario or an inline one. `needs` are the claims without which
    the case is skipped. `cycles` says how many cycles it runs, for the reader. `names_defects` are the
    names of known defects which this case finds. `timeout` are the seconds that one cycle may take, if
    the manifest's cycle_timeout is less.
    """

    id: str
    says: str
    rests_on: tuple[Reference, ...]
    scenario: str | Mapping[str, Any]
    run: CaseFunction = field(repr=False)
    needs: frozenset[str] = frozenset()
    cycles: int = 1
    names_defects: tuple[str, ...] = ()
    timeout: float | None = None

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise CaseError(f"case id {self.id!r}: lower-case words with dashes, as in family/what-happens")
        if not self.says or not self.rests_on:
            raise CaseError(f"case {self.id}: it needs a sentence and at least one reference")
        if unknown := sorted(self.needs - CAPABILITIES):
            raise CaseError(f"case {self.id}: nobody can claim {', '.join(unknown)}")


def case(
    *,
    id: str,  # noqa: A002 - the field's own name
    says: str,
    rests_on: Iterable[Reference],
    scenario: str | Mapping[str, Any],
    needs: Iterable[str] = (),
    cycles: int = 1,
    names_defects: Iterable[str] = (),
    timeout: float | None = None,
) -> Callable[[CaseFunction], Case]:
    """Make the function below it into a `Case`; the fields are those of `Case`."""

    def declare(run: CaseFunction) -> Case:
        return Case(
            id=id,
            says=says,
            rests_on=tuple(rests_on),
            scenario=scenario,
            run=run,
            needs=frozenset(needs),
            cycles=cycles,
            names_defects=tuple(names_defects),
            timeout=timeout,
        )

    return declare


def all_cases(package: str = "conformance.cases") -> list[Case]:
    """Every case of a package: modules by name, cases as they stand in their module.

    Raises CaseError if two cases bear one id.
    """
    found: dict[str, Case] = {}
    for module, each in declared_cases(package):
        if found.setdefault(each.id, each) is not each:
            raise CaseError(f"two cases are called {each.id}; the second one is in {module.__name__}")
    return list(found.values())


def declared_cases(package: str = "conformance.cases") -> Iterator[tuple[ModuleType, Case]]:
    """Every case of a package with the module in which it is declared."""
    for module in _modules(package):
        for each in _declared_in(module):
            yield module, each


def _modules(package: str) -> Iterator[ModuleType]:
    root = importlib.import_module(package)
    yield root
    for info in sorted(pkgutil.walk_packages(root.__path__, f"{package}."), key=lambda info: info.name):
        yield importlib.import_module(info.name)


def _declared_in(module: ModuleType) -> Iterator[Case]:
    for value in list(vars(module).values()):
        if isinstance(value, Case):
            yield value
        elif isinstance(value, list | tuple):
            yield from (each for each in value if isinstance(each, Case))
