"""What the ERP refuses, and whether a comment says so: by meaning, not by a literal.

A text names a fault when there stands in it

- its code, or the words of the code in any order ("the period 2026-01 is closed" for PERIOD_CLOSED),
- the value that was refused, where there was one,
- the ERP's own message, or
- where the whole bill is at fault or nothing was given, and so no value could be named: what is at fault, by the code's
  word for it ("period") or the field's ("gl_date").

*Assumed*: the tutorial asks for an explanation; any of these lets a person find what to mend.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from conformance.client.exchange import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedError:
    """One error of a bill that the ERP refused, as it told the connector; `answer` tells one answer from another."""

    answer: int
    code: str
    value: str
    field: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedError:
    """What the ERP refuses: its code, the value it refuses, and the report's entry that bears it.

    `value` is empty where none was given, or where it is the connector's choice, as a bill's date is. `entry` counts
    the report's entries from 0; None is a fault of the whole bill.
    """

    code: str
    value: str = ""
    entry: int | None = None

    @property
    def kind(self) -> tuple[str, str]:
        """The fault whichever entry bears it."""
        return self.code, self.value

    def matches(self, refusal: ReportedError) -> bool:
        """Whether the ERP's error is this one."""
        return refusal.code == self.code and self.value in ("", refusal.value)

    def named_in(self, text: str, refusals: Iterable[ReportedError] = ()) -> bool:
        """Whether a text names the fault; `refusals` are the errors that the ERP told."""
        reported = [refusal for refusal in refusals if self.matches(refusal)]
        words, plain = _words(text), _plain(text)
        values = {self.value, *(refusal.value for refusal in reported)} - {""}
        return (
            _words(self.code) <= words
            or any(_stands_in(value, text) for value in values)
            or any(_plain(refusal.message) in plain for refusal in reported if refusal.message)
            or (self._bears_no_value and any(name <= words for name in self._names(reported)))
        )

    @property
    def _bears_no_value(self) -> bool:
        return self.entry is None or not self.value

    def _names(self, reported: Iterable[ReportedError]) -> Iterator[frozenset[str]]:
        """What the thing at fault is called: the code without its last word, or the field."""
        yield _words(self.code.rpartition("_")[0] or self.code)
        yield from (_words(refusal.field) for refusal in reported if refusal.field)

    def __str__(self) -> str:
        return f"{self.code} ({self.value})" if self.value else self.code


def reported_errors(traffic: Iterable[Exchange]) -> list[ReportedError]:
    """The errors that the ERP has told, in order."""
    return [found for each in traffic if each.service == "erp" and each.status == 422 for found in _errors(each)]


def _errors(answer: Exchange) -> Iterator[ReportedError]:
    body = answer.response_json()
    errors = body.get("errors") if isinstance(body, dict) else None
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, dict):
            yield ReportedError(
                answer=answer.seq,
                code=_text(error.get("code")),
                value=_text(error.get("value")),
                field=_text(error.get("pointer")).rpartition("/")[2],
                message=_text(error.get("message")),
            )


def times_reported(error: ExpectedError, reported: Sequence[ReportedError]) -> int:
    """How often one answer of the ERP told the fault, at the most; 0 where it was never told."""
    answers = [refusal.answer for refusal in reported if error.matches(refusal)]
    return max((answers.count(answer) for answer in answers), default=0)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", text.casefold()))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def _stands_in(value: str, text: str) -> bool:
    """Whether a value stands in a text by itself, not as a part of another one."""
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE) is not None
