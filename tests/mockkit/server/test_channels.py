"""One connection, which the loop reads and other threads answer at the same time."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from waitress.channel import HTTPChannel

from mockkit.server.channels import Channel


class TakenMeanwhile(list):
    """Requests of which another thread takes the last off as soon as somebody has seen that there are some."""

    def __bool__(self) -> bool:
        there_were = len(self) > 0
        self.clear()
        return there_were


def test_a_request_that_is_answered_while_more_is_read_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection was closed by an IndexError, and the client's next request lost."""
    monkeypatch.setattr(HTTPChannel, "received", lambda channel, data: True)
    channel = Channel.__new__(Channel)
    channel.request = channel.begun = None
    channel.server = SimpleNamespace(limits=SimpleNamespace(heavy=1))
    channel.requests = TakenMeanwhile([SimpleNamespace(cut=False, content_length=0)])
    assert channel.received(b"GET")
    assert channel.cut is False
    channel.requests = TakenMeanwhile([SimpleNamespace(cut=False, content_length=2)])
    assert channel.heavy
