"""The section of the ground floor: companies and their faults."""

from __future__ import annotations

from mockkit.companies import companies
from mockkit.faults.store import faults
from mockkit.migrations import faults_with_their_own_options
from mockkit.sections import Section

SECTION = Section(name="mockkit", version=2, migrations=(faults_with_their_own_options,), tables=(companies, faults))
