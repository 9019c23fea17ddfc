"""Time as a company sees it: real time, moved or stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

from mockkit.system_clock import system_now

MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_microseconds(moment: datetime) -> int:
    """Microseconds since 1970, as the store keeps times: they sort, and lose nothing."""
    return (moment - EPOCH) // MICROSECOND


def from_microseconds(value: int) -> datetime:
    """The inverse of :func:`to_microseconds`."""
    return EPOCH + timedelta(microseconds=value)


def http_date(moment: datetime) -> str:
    """The moment as a ``Date`` header shows it: whole seconds, GMT (RFC 9110)."""
    return _http_date(moment.replace(microsecond=0))


@lru_cache(maxsize=256)
def _http_date(second: datetime) -> str:
    return format_datetime(second, usegmt=True)


EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between these a company's clock may stand."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A company's clock: system time plus ``offset``, or standing still at ``frozen_at``."""

    offset: timedelta = timedelta(0)
    frozen_at: datetime | None = None

    def now(self) -> datetime:
        """The company's time, aware UTC."""
        return self.frozen_at if self.frozen_at is not None else system_now() + self.offset

    def ago(self, seconds: float) -> datetime:
        """The company's time that many seconds of real time ago; a frozen clock has stood since."""
        return self.now() if self.frozen_at is not None else self.now() - timedelta(seconds=seconds)

    def set(self, moment: datetime) -> Clock:
        """The clock as it shows ``moment`` now; a frozen one stays frozen."""
        if self.frozen_at is not None:
            return Clock(self.offset, moment)
        return Clock(moment - system_now())

    def advance(self, by: timedelta) -> Clock:
        """The clock moved on by ``by``."""
        return self.set(self.now() + by)

    def freeze(self) -> Clock:
        """The clock stopped where it stands."""
        return Clock(self.offset, self.now())

    def thaw(self) -> Clock:
        """The clock running on from where it stands."""
        return Clock(self.now() - system_now())
