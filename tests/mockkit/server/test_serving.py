from __future__ import annotations

import contextlib
import http.client

import pytest
from werkzeug.wrappers import Response

from mockkit.server.serving import THREADS, Server, Site, _Port, listen
from mockkit.web.service import MAX_BODY
from tests.mockkit.toy import World

ACME = {"Authorization": "Bearer acme-company"}


def test_it_may_be_stopped_again_when_it_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """What wakes its loop is closed by then, and the number of that file may be somebody else's."""
    woken = []

    def wake(port: _Port) -> None:
        woken.append(port)

    monkeypatch.setattr(_Port, "pull_trigger", wake)
    site = Site(application=lambda environ, start: [], error_renderer=lambda *_: Response(), max_body=lambda path: 0)
    server = Server({listen("127.0.0.1", 0): site})
    server.stop()
    server.run()
    assert len(woken) == 1
    server.stop()
    assert len(woken) == 1


def get(port: int, path: str = "/count", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={**ACME, **headers})
        return connection.getresponse()


def test_a_dropped_connection_closes_without_a_byte(world: World, port: int) -> None:
    world.fault("acme-company", do="drop-after")
    with pytest.raises(http.client.RemoteDisconnected):
        get(port)
    assert get(port).status == 200


def test_what_never_reaches_the_service_is_still_worded_by_it(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("POST", "/echo")
    connection.putheader("Content-Length", str(MAX_BODY + 1))
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert answer.read().startswith(b"toy: ")


def test_delays_leave_threads_for_everybody_else(world: World, port: int) -> None:
    """More requests are held than there are threads, and another company is still served."""
    world.fault("acme-company", do="delay", seconds=600, times=None)
    held = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(THREADS + 2)]
    for connection in held:
        connection.request("GET", "/count", headers=ACME)
    assert get(port, Authorization="Bearer other-company").status == 200
    for connection in held:
        connection.close()
