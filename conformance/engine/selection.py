"""Which cases a `-k` expression selects: pytest's language, on the ids of cases.

A word selects the ids that it is part of, in any case; `and`, `or`, `not` and parentheses combine. Words
may hold slashes and dashes. An expression that *is* an id selects that case alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from conformance.engine.case import Case

_TOKEN = re.compile(r"\s*(?:(?P<word>(?:\w|[:+\-.\[\]\\/])+)|(?P<sign>[()]))")

Matches = Callable[[str], bool]


class ExpressionError(ValueError):
    """The expression cannot be read; the message says where."""


def select(cases: Sequence[Case], expression: str | None) -> list[Case]:
    """The cases that the expression selects, in order; without one, all."""
    if not expression or not expression.strip():
        return list(cases)
    exact = [case for case in cases if case.id == expression.strip()]
    if exact:
        return exact
    matches = _Reader(expression).whole()
    return [case for case in cases if matches(case.id.lower())]


class _Reader:
    """Reads an expression from left to right: or binds weakest, then and, then not."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._place = 0
        self._column = 1
        self._token: str | None = None
        self._next()

    def whole(self) -> Matches:
        matches = self._either()
        if self._token is not None:
            raise self._error("and, or, or the end")
        return matches

    def _either(self) -> Matches:
        left = self._both()
        while self._taken("or"):
            left = _or(left, self._both())
        return left

    def _both(self) -> Matches:
        left = self._one()
        while self._taken("and"):
            left = _and(left, self._one())
        return left

    def _one(self) -> Matches:
        if self._taken("not"):
            return _not(self._one())
        if self._taken("("):
            inside = self._either()
            if not self._taken(")"):
                raise self._error("a closing parenthesis")
            return inside
        word = self._token
        if word is None or word in (")", "and", "or"):
            raise self._error("a word, not, or an opening parenthesis")
        self._next()
        return lambda case_id: word.lower() in case_id

    def _taken(self, token: str) -> bool:
        if self._token != token:
            return False
        self._next()
        return True

    def _next(self) -> None:
        rest = self._expression[self._place :]
        found = _TOKEN.match(rest)
        self._column = self._place + len(rest) - len(rest.lstrip()) + 1
        if found is None and rest.strip():
            raise ExpressionError(f"-k {self._expression!r}: column {self._column}: {rest.strip()[0]!r} has no meaning")
        self._token = found and (found["word"] or found["sign"])
        self._place += found.end() if found else 0

    def _error(self, wanted: str) -> ExpressionError:
        met = "the end" if self._token is None else repr(self._token)
        return ExpressionError(f"-k {self._expression!r}: column {self._column}: expected {wanted}, met {met}")


def _or(left: Matches, right: Matches) -> Matches:
    return lambda case_id: left(case_id) or right(case_id)


def _and(left: Matches, right: Matches) -> Matches:
    return lambda case_id: left(case_id) and right(case_id)


def _not(inner: Matches) -> Matches:
    return lambda case_id: not inner(case_id)
