"""How v1.1 and v2.0 write scalars (*documented* by the samples of "Get report details"; *observed* in recorded JSON).

A :class:`Format` turns a domain value into the one text that XML and JSON share: JSON quotes it, XML escapes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from mockkit.money import minor_digits

NO_DATE = "0001-01-01T00:00:00"
"""What SubmitDate shows on a report that was never submitted (*documented*: the sample of an unsubmitted report)."""


_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(\.\d{1,7})?)?Z?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Format:
    """How a value of one of the types that it ``takes`` is written.

    ``plain`` says that the text can hold nothing that needs escaping; ``bare`` that JSON writes it without quotes.
    """

    text: Callable[[Any], str]
    takes: tuple[type, ...]
    plain: bool = True
    bare: bool = False

    def fits(self, kind: Any) -> bool:
        """Whether it writes values of that class. A flag is not a number to it, and a time no day, unless it says
        so.
        """
        if kind in _NOT_ITS_PARENT:
            return kind in self.takes
        return isinstance(kind, type) and issubclass(kind, self.takes)


_NOT_ITS_PARENT = (bool, datetime)
"""Python has them as kinds of int and date."""


def money(amount: Decimal) -> str:
    """An amount with the eight decimals of v1.1 and v2.0: ``50.00000000``; never a negative zero."""
    return f"{amount:.8f}" if amount else "0.00000000"


def rate(value: Decimal) -> str:
    """An exchange rate with 14 decimals: ``1.00000000000000``."""
    return f"{value:.14f}"


def percent(value: Decimal) -> str:
    """A percentage with eight decimals and its sign: ``100.00000000%``."""
    return f"{value:.8f}%"


def flag(value: bool) -> str:
    """``Y`` or ``N``."""
    return "Y" if value else "N"


def moment(value: datetime) -> str:
    """A time in UTC to the second, without a zone: ``2013-01-10T00:00:00``."""
    return value.isoformat(timespec="seconds")[:19]


def moment_of(text: str) -> datetime | None:
    """A UTC time as a caller writes it: a day, or to the second, with or without a fraction and a ``Z``; else None."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    on, time, fraction = match.groups()
    try:
        found = datetime.fromisoformat(f"{on}T{time or '00:00:00'}").replace(tzinfo=UTC)
    except ValueError:
        return None
    return found.replace(microsecond=int((fraction or ".0")[1:7].ljust(6, "0")))


def day_as_moment(value: date) -> str:
    """A day as entries show it: with a midnight that means nothing (*documented* sample, against its table's "10")."""
    return f"{value.isoformat()}T00:00:00"


def day(value: date) -> str:
    """A day alone: ``2013-01-10``; of a datetime, its day in UTC."""
    return value.isoformat()[:10]


def number(value: Decimal) -> str:
    """An amount without padding, as the entry's BillingAmount shows it: ``0`` (*observed*)."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def signed_amount(amount: Decimal, currency: str) -> str:
    """A journal amount: its sign and the currency's minor digits, ``+50.00``; zero is ``0`` (*documented*)."""
    return f"{amount:+.{minor_digits(currency)}f}" if amount else "0"


TEXT = Format(str, (str,), plain=False)
MONEY = Format(money, (Decimal,))
RATE = Format(rate, (Decimal,))
PERCENT = Format(percent, (Decimal,))
FLAG = Format(flag, (bool,))
MOMENT = Format(moment, (datetime,))
DAY_AS_MOMENT = Format(day_as_moment, (date,))
DAY = Format(day, (date, datetime))
NUMBER = Format(number, (Decimal,))
COUNT = Format(str, (int,), bare=True)
NUMERAL = Format(str, (int,))
"""A number that JSON has as a string."""
WORD = Format(str, (str,))
"""A value of a fixed vocabulary, e.g. a code of ours or ``Child``: nothing in it needs escaping."""
