"""The sections of a harness: all tables that its store has, each named by the part that it belongs to."""

from __future__ import annotations

from sqlalchemy import Table

from concur_harness.companies import company_access
from concur_harness.services import Services, registered
from mockkit import tables as kit
from mockkit.database.sections import Section


def sections(services: Services | None = None) -> tuple[Section, ...]:
    """The sections of a harness with these services, by default those that are registered."""
    of_services = [each.service.section for each in services or registered()]
    return (kit.SECTION, company_access.SECTION, *(section for section in of_services if section is not None))


def tables() -> tuple[Table, ...]:
    """All tables of a harness with the services that are registered."""
    return tuple(table for section in sections() for table in section.tables)
