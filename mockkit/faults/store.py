"""The faults of companies as rows: armed, counted, lifted.

Counting a request is one transaction, and within it one UPDATE for each fault that the request changes. A company row
says how many of its faults may still fire: requests of those that have none never come here.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    select,
    update,
)

from harness_input.validation import ValidationFailed
from mockkit import companies
from mockkit.companies import Company
from mockkit.database.column_checks import json_of
from mockkit.database.store import company_id_column, metadata
from mockkit.faults import registry
from mockkit.faults.armed import ArmedFault, NearMiss
from mockkit.faults.base import Fault, Sighting
from mockkit.faults.reading import read_fault

_NEAR_MISS = msgspec.json.Decoder(NearMiss | None)


def _is_fault(text: str) -> None:
    """Raise ValueError unless the text is a fault as it is kept."""
    try:
        read_fault(msgspec.to_builtins(registry.kinds().decode(text)))
    except (msgspec.MsgspecError, ValidationFailed, RecursionError):
        raise ValueError("must be JSON: a fault of a kind that this version of the harness has") from None


faults = Table(
    "kit_faults",
    metadata,
    company_id_column(),
    Column("fault_id", String(16), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("spec", Text, nullable=False, info={"holds": _is_fault}),
    Column("seen", Integer, nullable=False),
    Column("fired", Integer, nullable=False),
    Column("near_miss", Text, nullable=False, server_default="null", info={"holds": json_of(NearMiss | None)}),
    Index("kit_faults_by_number", "company_id", "number"),
)

_ALL = select(faults).where(faults.c.company_id == bindparam("company")).order_by(faults.c.number)
_ONE = (faults.c.company_id == bindparam("company")) & (faults.c.fault_id == bindparam("fault"))
_COUNT = (
    update(faults)
    .where(_ONE)
    .values(seen=bindparam("now_seen"), fired=bindparam("now_fired"), near_miss=bindparam("now_near"))
)
_REMOVE = delete(faults).where(_ONE)


def in_force(connection: Connection, company_id: str) -> list[ArmedFault]:
    """The company's faults, spent ones too, in the order in which they were armed."""
    decode = registry.kinds().decode
    return [
        ArmedFault(
            id=row.fault_id,
            fault=decode(row.spec),
            seen=row.seen,
            fired=row.fired,
            near_miss=_NEAR_MISS.decode(row.near_miss),
        )
        for row in connection.execute(_ALL, {"company": company_id})
    ]


def arm(connection: Connection, company_id: str, fault: Fault) -> ArmedFault:
    """Put a fault in force."""
    existing = in_force(connection, company_id)
    number = max((int(each.id.removeprefix("F-")) for each in existing), default=0) + 1
    armed = ArmedFault(id=f"F-{number}", fault=fault)
    values = {"company_id": company_id, "fault_id": armed.id, "number": number, "seen": 0, "fired": 0}
    spec = msgspec.json.encode(fault).decode()
    connection.execute(faults.insert(), {**values, "spec": spec, "near_miss": _written(None)})
    _store_armed(connection, company_id, [*existing, armed])
    return armed


def lift(connection: Connection, company_id: str, fault_id: str | None = None) -> bool:
    """Take one fault away, or all of them; False when there was none."""
    existing = in_force(connection, company_id)
    lifted = [each for each in existing if fault_id in (None, each.id)]
    for each in lifted:
        connection.execute(_REMOVE, {"company": company_id, "fault": each.id})
    _store_armed(connection, company_id, [each for each in existing if each not in lifted])
    return bool(lifted)


def claim_matching(connection: Connection, company: Company, request: Sighting) -> list[ArmedFault]:
    """Count a request against the faults in force; those that fire on it, in the order in which they were armed."""
    existing = in_force(connection, company.id)
    after: list[ArmedFault] = []
    claimed: list[ArmedFault] = []
    for each in existing:
        now, fires = each.count_match(request, company.seed, reached=all(other.fault.proceeds for other in claimed))
        after.append(now)
        claimed += [now] * fires
    changed = [_counts(company.id, now) for before, now in zip(existing, after, strict=True) if now is not before]
    if changed:
        connection.execute(_COUNT, changed)
    if any(now.is_spent and not before.is_spent for before, now in zip(existing, after, strict=True)):
        _store_armed(connection, company.id, after)
    return claimed


def count_again(connection: Connection, company_id: str) -> None:
    """Have the company's row say again how many faults may still fire, after rows were put in beside :func:`arm`."""
    _store_armed(connection, company_id, in_force(connection, company_id))


def _counts(company_id: str, now: ArmedFault) -> dict[str, Any]:
    counts = {"now_seen": now.seen, "now_fired": now.fired, "now_near": _written(now.near_miss)}
    return {"company": company_id, "fault": now.id, **counts}


def _written(near_miss: NearMiss | None) -> str:
    return msgspec.json.encode(near_miss).decode()


def _store_armed(connection: Connection, company_id: str, existing: list[ArmedFault]) -> None:
    companies.set_armed(connection, company_id, sum(not each.is_spent for each in existing))
