"""Who acts on a report, and the part that they play towards it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mock_concur.domain.model import Report
from mock_concur.domain.setup import Setup


class Part(StrEnum):
    """The part that somebody plays towards one report."""

    OWNER = "owner"
    APPROVER = "approver"
    PROCESSOR = "processor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a login with its roles. ``is_system``: an application acts in the company's name."""

    login: str
    roles: frozenset[str] = frozenset()
    is_system: bool = False

    def parts(self, report: Report) -> frozenset[Part]:
        """The parts that this actor may play towards the report.

        The system's part falls to an administrator too (*documented*: "Post Expense Report Workflow Action",
        roles); who approves is settled by the owner's profile.
        """
        plays = {
            Part.OWNER: self.login == report.owner,
            Part.APPROVER: "approver" in self.roles and self.login == report.approver,
            Part.PROCESSOR: "processor" in self.roles,
            Part.SYSTEM: self.is_system or bool(self.roles & _ADMINISTRATORS),
        }
        return frozenset(part for part, fits in plays.items() if fits)


_ADMINISTRATORS = frozenset({"web_services_administrator", "company_administrator"})


def actor_of(setup: Setup, login: str) -> Actor:
    """One of the company's people as an actor; raises ``KeyError`` for a login that it does not have."""
    return Actor(login=login, roles=frozenset(setup.people[login].roles))
