"""What a fault is: the requests that it is for, how often it fires, and what it then does.

Each kind of fault is a struct of its own in :mod:`mockkit.faults.kinds`, told from the others by its ``do``. It adds
its own options to those of :class:`Fault`, and says in :meth:`Fault.apply` what it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Protocol

import msgspec
from msgspec import Meta
from werkzeug.wrappers import Request

from harness_input.validation import Check, Doc
from mockkit import globs
from mockkit.answer import Answer
from mockkit.behaviours import Behaviour
from mockkit.companies import Company
from mockkit.globs import MAX_CHARACTERS

MAX_TIMES = 1_000_000_000

_TIMES = f"a whole number of 1 to {MAX_TIMES}, or null for every time"
_METHOD = re.compile(r"[A-Za-z-]{1,20}|\*")


class Dropped(Exception):
    """The connection is to be closed without a byte of an answer."""


class Crowded(Exception):
    """So many requests wait already that this one is not to wait."""


class FaultedRequest(Protocol):
    """What a fault may use of the request that it fires on, and of what is around it."""

    @property
    def request(self) -> Request:
        """The request, to be read only; its body is for the service to read."""

    @property
    def company(self) -> Company:
        """The company as it was when the request came."""

    def wait(self, seconds: float) -> None:
        """Let that much real time pass without keeping other requests from being served. Raises Crowded."""

    def failure(self, status: int, detail: str) -> Answer:
        """An error in the service's own form."""

    def perform(self, operation: str, arguments: Mapping[str, Any] | None = None) -> None:
        """Do what the service, or whoever runs it, has registered by that name, in a transaction of its own.

        The company is locked meanwhile. What was committed is seen by the request's own work if it comes after. Raises
        LookupError for what nobody has registered: a kind that needs an operation names it in :attr:`Fault.needs`.
        """


Proceed = Callable[[], Answer]
"""The rest of the way: the faults that come after this one, and the service's own work. It is called once, or not."""

Part = Literal["service", "path", "method"]
"""What a request may differ in from those that a fault is for; the later, the nearer they are."""
PARTS: tuple[Part, ...] = ("service", "path", "method")


class Sighting(NamedTuple):
    """A request as faults look at it."""

    service: str
    method: str
    path: str


def _times_error(times: int | None) -> str | None:
    return None if times is None or 1 <= times <= MAX_TIMES else f"must be {_TIMES}"


def _method_error(text: str) -> str | None:
    return None if _METHOD.fullmatch(text) else "must be the name of a method, as in POST, or * for any"


def _glob_error(text: str) -> str | None:
    if 0 < len(text) <= MAX_CHARACTERS and text.isprintable():
        return None
    return f"must be a glob of 1 to {MAX_CHARACTERS} printable characters, as in /api/v1/bills*"


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """The options that every kind of fault has: which requests it is for, and on how many of them it fires.

    A kind's docstring is its documentation: what it does, and what a client sees of it.
    """

    behaviour: ClassVar[Behaviour]
    """What the kind rests on."""
    needs: ClassVar[str] = ""
    """The operation that a service must offer for it; faults of the kind are refused for other services."""
    example: ClassVar[Mapping[str, Any]] = {}
    """Its options in an example; ``do`` and ``service`` are added."""

    service: Annotated[str, Doc("the service that the requests are sent to")]
    method: Annotated[str, Check(_method_error), Doc("the method of the requests, in any case; `*` for any")] = "*"
    path: Annotated[str, Check(_glob_error), Doc("a glob, in any case, that the path of the requests is like")] = "*"
    nth: Annotated[int, Meta(ge=1, le=MAX_TIMES), Doc("the first matching request on which it fires")] = 1
    times: Annotated[
        int | None,
        Meta(description=_TIMES),
        Check(_times_error),
        Doc("on how many requests it fires from there on; null: on all"),
    ] = 1
    probability: Annotated[
        float,
        Meta(gt=0, le=1, description="a number above 0 and up to 1"),
        Doc("how likely it fires on a request that matches; the company's seed says on which"),
    ] = 1.0

    @property
    def proceeds(self) -> bool:
        """Whether it lets the request go on; where it does not, no fault that was armed later fires on that request."""
        return True

    @classmethod
    def kind(cls) -> str:
        """The kind's name, by which a fault says what it is to ``do``."""
        return str(cls.__struct_config__.tag)

    def differences(self, seen: Sighting) -> list[Part]:
        """In what a request differs from those that the fault is for; nothing where it matches."""
        alike: Mapping[Part, bool] = {
            "service": self.service == seen.service,
            "path": globs.matches(self.path, seen.path),
            "method": self.method.upper() in ("*", seen.method.upper()),
        }
        return [part for part in PARTS if not alike[part]]

    def apply(self, run: FaultedRequest, proceed: Proceed) -> Answer:
        """Do what the fault does to a request, and answer it.

        Before the work, after it, instead of it or around it: ``proceed()`` does the work and gives its answer, which
        may be answered as it is or changed. A kind that does not call it says so in :attr:`proceeds`. Raises Dropped to
        close the connection without an answer, and Crowded.
        """
        raise NotImplementedError
