from __future__ import annotations

from datetime import UTC, datetime, timedelta

from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from mockkit.clock import Clock, from_microseconds, http_date, to_microseconds

MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


@given(MOMENTS)
def test_the_store_loses_nothing_of_a_time(moment: datetime) -> None:
    assert from_microseconds(to_microseconds(moment)) == moment


def test_a_clock_runs_with_real_time_from_where_it_was_set() -> None:
    with freeze_time("2026-01-31 12:00:00") as real:
        clock = Clock().set(datetime(2026, 3, 1, tzinfo=UTC))
        real.tick(timedelta(minutes=5))
        assert clock.now() == datetime(2026, 3, 1, 0, 5, tzinfo=UTC)


def test_a_frozen_clock_stands_moves_when_told_and_runs_on_when_thawed() -> None:
    with freeze_time("2026-01-31 12:00:00") as real:
        frozen = Clock().freeze()
        real.tick(timedelta(hours=1))
        assert frozen.now() == datetime(2026, 1, 31, 12, tzinfo=UTC)
        moved = frozen.advance(timedelta(days=31))
        assert moved.now() == datetime(2026, 3, 3, 12, tzinfo=UTC)
        thawed = moved.thaw()
        real.tick(timedelta(seconds=2))
        assert thawed.now() == datetime(2026, 3, 3, 12, 0, 2, tzinfo=UTC)


def test_the_date_header_is_whole_seconds_gmt() -> None:
    assert http_date(datetime(2026, 1, 31, 23, 59, 59, 999999, tzinfo=UTC)) == "Sat, 31 Jan 2026 23:59:59 GMT"
