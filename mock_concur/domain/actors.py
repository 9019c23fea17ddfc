"""Who acts on a report, and the part that they play towards it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mock_concur.domain.credentials import Principal
from mock_concur.domain.model import Report
from mock_concur.domain.setup import Person, Setup


class Part(StrEnum):
    """The part that somebody plays towards one report."""

    OWNER = "owner"
    APPROVER = "approver"
    PROCESSOR = "processor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a login with its roles. ``is_system``: an application acts in the company's name.

    ``over_api``: the action comes over one of the service's own APIs, and from no person at a page.
    """

    login: str
    roles: frozenset[str] = frozenset()
    is_system: bool = False
    over_api: bool = False

    @property
    def speaks_for_system(self) -> bool:
        """Whether this is an application, or a Web Services Administrator, who acts like one on anybody's report."""
        return self.is_system or WEB_SERVICES_ADMINISTRATOR in self.roles

    def parts(self, report: Report) -> frozenset[Part]:
        """The parts that this actor may play towards the report.

        *Documented*: either administrator acts in the workflow ("Post an expense report workflow action", roles); a Web
        Services Administrator alone is the system, who commits and writes on anybody's report ("Integration Status",
        "Expense Report Header v1.1"). Who approves is settled by the owner's profile.
        """
        plays = {
            Part.OWNER: self.login == report.owner,
            Part.APPROVER: "approver" in self.roles and self.login == report.approver,
            Part.PROCESSOR: PROCESSOR in self.roles,
            Part.ADMINISTRATOR: self.speaks_for_system or COMPANY_ADMINISTRATOR in self.roles,
            Part.SYSTEM: self.speaks_for_system,
        }
        return frozenset(part for part, fits in plays.items() if fits)


WEB_SERVICES_ADMINISTRATOR = "web_services_administrator"
COMPANY_ADMINISTRATOR = "company_administrator"
PROCESSOR = "processor"


def actor_over_api(principal: Principal, setup: Setup) -> Actor:
    """Whom a token speaks for, as somebody who acts on reports over the API.

    *Documented* ("Post an expense report workflow action", note 2): the API acts for no processor; the company's
    ``api_at_processor_step`` lets it.
    """
    roles = principal.roles if setup.api_at_processor_step else principal.roles - {PROCESSOR}
    return Actor(login=principal.login, roles=roles, over_api=True)


def actor_of(person: Person) -> Actor:
    """One of the company's people as an actor."""
    return Actor(login=person.login, roles=frozenset(person.roles))
