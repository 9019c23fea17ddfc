"""Faults: what goes wrong, when, and how often it did.

A fault is data of a company: it names requests (service, method, path), says which of them it befalls
(``nth``, ``times``) and what it does. To add one, write a function of the kind :data:`Act` and name it in
:data:`ACTS`: it gets the fault and the rest of the way (``proceed``), and may answer itself, wait, go on,
or drop the connection before or after the work is done.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol, get_args

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
from werkzeug.wrappers import Response

from mockkit import companies, globs
from mockkit.answer import Answer
from mockkit.fault_rules import WITHOUT_BODY, mistakes
from mockkit.store import company_id_column, metadata
from mockkit.wanted import Misfit, misfits

Do = Literal[
    "answer", "delay", "drop-before", "drop-after", "cut", "malform",
    "throttle", "expire-token", "revoke-token", "stale-list", "kill",
]  # fmt: skip
ServiceName = Literal["concur", "erp"]


class Dropped(Exception):
    """The connection is to be closed without a byte of an answer."""


class Crowded(Exception):
    """So many requests wait already that this one is not to wait."""


class FaultRefused(ValueError):
    """A fault that makes no sense: every mistake, with its path within the fault."""

    def __init__(self, mistakes: Sequence[Misfit]) -> None:
        super().__init__("; ".join(f"{each.pointer}: {each.message}" for each in mistakes[:10]))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What a fault is: which requests it befalls and what it does to them.

    ``path`` is a glob, compared without case; ``nth`` is the first matching request that it befalls and
    ``times`` how many it befalls from there on (None: all). ``seconds`` and ``retry_after`` are seconds.
    """

    service: ServiceName
    do: Do
    method: str = "*"
    path: str = "*"
    nth: int = 1
    times: int | None = 1
    status: int | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float | None = None
    retry_after: int | None = None

    def matches(self, service: str, method: str, path: str) -> bool:
        """Whether a request is of those that the fault names, were it its turn or not."""
        return (
            self.service == service and self.method.upper() in ("*", method.upper()) and globs.matches(self.path, path)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault in force: ``seen`` counts the requests that matched, ``fired`` those that it befell."""

    id: str
    spec: Spec
    seen: int = 0
    fired: int = 0

    @property
    def spent(self) -> bool:
        """Whether it has fired as often as it was to."""
        return self.spec.times is not None and self.fired >= self.spec.times

    def meet(self) -> tuple[Fault, bool]:
        """The fault after one more matching request, and whether it befell that one."""
        fires = not self.spent and self.seen + 1 >= self.spec.nth
        return replace(self, seen=self.seen + 1, fired=self.fired + fires), fires

    def shown(self) -> dict[str, Any]:
        """The fault as JSON has it."""
        spec: dict[str, Any] = msgspec.to_builtins(self.spec)
        return {"id": self.id, **spec, "seen": self.seen, "fired": self.fired}


def spec_from(data: object) -> Spec:
    """A fault from parsed JSON or YAML.

    Raises :class:`FaultRefused` with every mistake: unknown fields, wrong types, values that make no sense, and what a
    fault of the kind lacks.
    """
    if not isinstance(data, dict):
        raise FaultRefused([Misfit((), "must be an object: a fault")])
    known = Spec.__dataclass_fields__
    wrong = [
        Misfit((str(name),), f"there is no such field; there are {', '.join(known)}") for name in data.keys() - known
    ]
    wrong.sort()
    given = {name: value for name, value in data.items() if name in known}
    # Of the kinds of faults only those are told that do something.
    built = Misfit(("do",), f"must be one of {', '.join(ACTS)}")
    wrong += (built if each.path == built.path and "do" in given else each for each in misfits(given, Spec))
    unfit = {each.path[0] for each in wrong if each.path}
    sound = {name: value for name, value in given.items() if name not in unfit}
    wrong += (each for each in mistakes(sound, ACTS) if each.path[0] not in unfit)
    if wrong:
        raise FaultRefused(wrong)
    return msgspec.convert(given, Spec)


class Surroundings(Protocol):
    """What a fault may use of the gate: how to wait, how the service words a failure, how its tokens expire."""

    def wait(self, seconds: float) -> None:
        """Let that much real time pass without keeping other requests from being served."""

    def failure(self, status: int, detail: str) -> Answer:
        """The service's own form of an error."""

    def expire_tokens(self) -> None:
        """Let every access token of the company run out now."""


Proceed = Callable[[], Answer]
Act = Callable[[Spec, Surroundings, Proceed], Answer]


def _answer(spec: Spec, around: Surroundings, _proceed: Proceed) -> Answer:
    assert spec.status is not None  # noqa: S101 - _check has seen to it
    if spec.status in WITHOUT_BODY:
        answer = Answer.of(Response(status=spec.status)).without("Content-Type", "Content-Length")
    elif spec.body is None:
        answer = around.failure(spec.status, "The service is unable to answer.")
    elif isinstance(spec.body, str):
        answer = Answer.of(Response(spec.body, spec.status, content_type="text/plain; charset=utf-8"))
    else:
        answer = Answer.of(Response(json.dumps(spec.body), spec.status, content_type="application/json"))
    for name, value in spec.headers.items():
        answer = answer.with_header(name, value)
    return answer


def _delay(spec: Spec, around: Surroundings, proceed: Proceed) -> Answer:
    around.wait(spec.seconds or 0)
    return proceed()


def _drop_before(_spec: Spec, _around: Surroundings, _proceed: Proceed) -> Answer:
    raise Dropped


def _drop_after(_spec: Spec, _around: Surroundings, proceed: Proceed) -> Answer:
    proceed()
    raise Dropped


def _throttle(spec: Spec, around: Surroundings, _proceed: Proceed) -> Answer:
    return around.failure(429, "Too many requests.").with_header("Retry-After", str(spec.retry_after))


def _expire_token(_spec: Spec, around: Surroundings, proceed: Proceed) -> Answer:
    around.expire_tokens()
    return proceed()


ACTS: dict[str, Act] = {
    "answer": _answer,
    "delay": _delay,
    "drop-before": _drop_before,
    "drop-after": _drop_after,
    "throttle": _throttle,
    "expire-token": _expire_token,
}
"""The faults that are built; :data:`Do` names the others, which have their place but not their act yet."""

assert set(ACTS) <= set(get_args(Do))  # noqa: S101 - a typing slip, found at import


def _is_spec(text: str) -> None:
    """Raise ValueError unless the text is a fault as it is kept."""
    try:
        spec_from(msgspec.json.decode(text))
    except (msgspec.MsgspecError, RecursionError):
        raise ValueError("must be JSON: a fault") from None


faults = Table(
    "kit_faults",
    metadata,
    company_id_column(),
    Column("fault_id", String(16), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("spec", Text, nullable=False, info={"holds": _is_spec}),
    Column("seen", Integer, nullable=False),
    Column("fired", Integer, nullable=False),
    Index("kit_faults_by_number", "company_id", "number"),
)

_ALL = select(faults).where(faults.c.company_id == bindparam("company")).order_by(faults.c.number)
_ONE = (faults.c.company_id == bindparam("company")) & (faults.c.fault_id == bindparam("fault"))
_COUNT = update(faults).where(_ONE).values(seen=bindparam("now_seen"), fired=bindparam("now_fired"))
_REMOVE = delete(faults).where(_ONE)


def in_force(connection: Connection, company_id: str) -> list[Fault]:
    """The company's faults, spent ones too, in the order in which they were made."""
    rows = connection.execute(_ALL, {"company": company_id})
    return [
        Fault(
            id=row.fault_id,
            spec=msgspec.json.decode(row.spec, type=Spec),
            seen=row.seen,
            fired=row.fired,
        )
        for row in rows
    ]


def add(connection: Connection, company_id: str, spec: Spec) -> Fault:
    """Put a fault in force."""
    existing = in_force(connection, company_id)
    number = max((int(fault.id.removeprefix("F-")) for fault in existing), default=0) + 1
    fault = Fault(id=f"F-{number}", spec=spec)
    values = {"company_id": company_id, "fault_id": fault.id, "number": number, "seen": 0, "fired": 0}
    connection.execute(faults.insert(), {**values, "spec": msgspec.json.encode(spec).decode()})
    _rearm(connection, company_id, [*existing, fault])
    return fault


def remove(connection: Connection, company_id: str, fault_id: str | None = None) -> bool:
    """Lift one fault, or all of them; False when there was none."""
    existing = in_force(connection, company_id)
    doomed = [fault for fault in existing if fault_id in (None, fault.id)]
    for fault in doomed:
        connection.execute(_REMOVE, {"company": company_id, "fault": fault.id})
    _rearm(connection, company_id, [fault for fault in existing if fault not in doomed])
    return bool(doomed)


def befall(connection: Connection, company_id: str, service: str, method: str, path: str) -> list[Fault]:
    """Count a request against the faults in force; those that it falls to, in order."""
    existing = in_force(connection, company_id)
    after: list[Fault] = []
    fallen: list[Fault] = []
    for fault in existing:
        if not fault.spec.matches(service, method, path):
            after.append(fault)
            continue
        counted, fires = fault.meet()
        after.append(counted)
        if fires:
            fallen.append(counted)
        counts = {"now_seen": counted.seen, "now_fired": counted.fired}
        connection.execute(_COUNT, {"company": company_id, "fault": fault.id, **counts})
    if [fault.spent for fault in after] != [fault.spent for fault in existing]:
        _rearm(connection, company_id, after)
    return fallen


def _rearm(connection: Connection, company_id: str, existing: list[Fault]) -> None:
    companies.set_armed(connection, company_id, sum(not fault.spent for fault in existing))
