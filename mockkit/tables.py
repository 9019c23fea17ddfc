"""The section of mockkit: companies and their faults."""

from __future__ import annotations

from mockkit.companies import companies
from mockkit.database.sections import Section
from mockkit.faults.store import faults
from mockkit.migrations import companies_with_their_origin, faults_with_their_own_options

SECTION = Section(
    name="mockkit",
    version=3,
    migrations=(faults_with_their_own_options, companies_with_their_origin),
    tables=(companies, faults),
    at_first=("kit_companies", "kit_faults"),
)
