"""Who sees an element that not everybody sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mock_concur.domain.actors import WEB_SERVICES_ADMINISTRATOR


@dataclass(frozen=True, slots=True, eq=False)
class Audience:
    """A named set of callers: those with one of the ``roles``."""

    name: str
    roles: frozenset[str]


WEB_SERVICES_ADMINISTRATORS = Audience("Web Services Administrators", frozenset({WEB_SERVICES_ADMINISTRATOR}))
"""*Documented* (†, "Get report details"): journal, taxes, charges of cards, bank accounts and the unencrypted key."""

AUDIENCES = (WEB_SERVICES_ADMINISTRATORS,)


def audiences_of(roles: Iterable[str]) -> frozenset[Audience]:
    """Every audience that a caller with these roles belongs to."""
    held = frozenset(roles)
    return frozenset(audience for audience in AUDIENCES if held & audience.roles)
