from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from werkzeug.wrappers import Request

from mockkit.server.serving import Server, Site, listen
from tests.mockkit.toy import World


@pytest.fixture
def world() -> World:
    return World("acme-company", "other-company")


@pytest.fixture
def port(world: World) -> Iterator[int]:
    """Where the toy is served, by a server of its own."""
    listening = listen("127.0.0.1", 0)

    def refusal(status: int, title: str, detail: str, _known: object):
        return world.toy.failure(status, title, detail, Request({}))

    server = Server({listening: Site(application=world.pipeline, error_renderer=refusal, max_body=world.toy.max_body)})
    world.pipeline.wait = server.wait
    thread = threading.Thread(target=server.run)
    thread.start()
    yield listening.getsockname()[1]
    server.stop()
    thread.join(10)
    assert not thread.is_alive()
