"""What clients do to a server on purpose or by accident, over raw sockets: a clear answer or a cut, never a hang."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from werkzeug.wrappers import Request

from mockkit.server.limits import RESERVE, Limits
from mockkit.server.serving import THREADS, Server, Site, listen
from tests.mockkit.toy import World

ACME = "Authorization: Bearer acme-company\r\n"
OTHER = "Authorization: Bearer other-company\r\n"
QUICK = Limits(connections=8, idle=0.2, head=0.2, body=0.2, reading=0.3, answer=5, parting=0.3, waiting_of_one=4)
PATIENT = Limits(connections=8, waiting_of_one=4, patience=0)

Serve = Callable[[Limits], int]


@pytest.fixture
def servers() -> list[Server]:
    return []


@pytest.fixture
def serve(world: World, servers: list[Server]) -> Iterator[Serve]:
    with contextlib.ExitStack() as ends:

        def start(limits: Limits) -> int:
            listening = listen("127.0.0.1", 0)

            def refusal(status: int, title: str, detail: str, _known: object):
                return world.toy.failure(status, title, detail, Request({}))

            site = Site(
                application=world.pipeline,
                error_renderer=refusal,
                max_body=world.toy.max_body,
                urgent=lambda path: path == "/urgent",
            )
            server = Server({listening: site}, limits)
            servers.append(server)
            world.pipeline.wait = server.wait
            thread = threading.Thread(target=server.run)
            thread.start()
            ends.callback(thread.join, 10)
            ends.callback(server.stop)
            return listening.getsockname()[1]

        yield start


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def all_of(opened: socket.socket) -> bytes:
    """Everything until the server closes."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := opened.recv(65536):
            received += piece
    return received


def told(port: int, text: str | bytes) -> bytes:
    """What is answered to these bytes; the request itself asks for the connection to be closed, or must be cut."""
    with connected(port) as opened:
        opened.sendall(text.encode("latin-1") if isinstance(text, str) else text)
        return all_of(opened)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def get(path: str = "/count", headers: str = ACME, method: str = "GET") -> str:
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n"


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (get(), 200),
        (get(method="HEAD"), 200),
        (get(method="OPTIONS"), 200),
        (f"GET /count HTTP/1.0\r\n{ACME}\r\n", 200),
        (f"GET http://x/count HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{ACME}\r\n", 200),
        (get(headers=ACME + "Expect: 100-continue\r\n"), 200),
        (get(headers=ACME + "Expect: something\r\n"), 200),
        (get(path="/nowhere"), 404),
        ("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404),
        ("CONNECT x:1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404),
        ("nonsense\r\n\r\n", 400),
        ("GET /nowhere\r\n\r\n", 404),
        ("GET /count HTTP/1.1\r\nno colon\r\n\r\n", 400),
        ("GET /count HTTP/1.1\r\n folded: first\r\n\r\n", 400),
        (get(headers="Content-Length: -1\r\n"), 400),
        (get(headers="Content-Length: +5\r\n"), 400),
        (get(headers="Content-Length: 1.5\r\n"), 400),
        (get(headers="Content-Length: x\r\n"), 400),
        (get(headers="Content-Length: 5\r\nContent-Length: 6\r\n"), 400),
        (get(headers=f"Content-Length: {'9' * 5000}\r\n"), 400),
        (get(headers=f"{ACME}Content-Length: {10**15}\r\n", method="POST"), 413),
        (get(headers=f"{ACME}Expect: 100-continue\r\nContent-Length: {10**15}\r\n", method="POST"), 413),
        (get(headers=f"X: {'a' * 100_000}\r\n"), 431),
        (get(headers="".join(f"X-{n}: {'a' * 100}\r\n" for n in range(1000))), 431),
        (f"GET /{'a' * 100_000} HTTP/1.1\r\n\r\n", 431),
        (get(headers=f"{ACME}Transfer-Encoding: gzip\r\n", method="POST"), 501),
        (get("/echo", f"{ACME}Transfer-Encoding: chunked\r\n", "POST") + "2\r\nhi\r\n0\r\n\r\n", 411),
        (get("/echo", f"{ACME}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", "POST") + "hi", 411),
        (f"POST /echo HTTP/1.0\r\n{ACME}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 411),
        (get("/echo", f"{ACME}Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", "POST"), 411),
    ],
)
def test_every_request_is_answered(serve: Serve, request_: str, expected: int) -> None:
    assert status(told(serve(PATIENT), request_)) == expected


def test_who_says_that_no_more_will_come_is_answered(serve: Serve) -> None:
    with connected(serve(Limits())) as opened:
        opened.sendall(get().encode())
        opened.shutdown(socket.SHUT_WR)
        assert status(all_of(opened)) == 200


def test_a_client_that_waits_to_be_asked_is_asked(serve: Serve) -> None:
    with connected(serve(PATIENT)) as opened:
        opened.sendall(get("/echo", f"{ACME}Expect: 100-continue\r\nContent-Length: 2\r\n", "POST").encode())
        assert opened.recv(1000).startswith(b"HTTP/1.1 100 ")
        opened.sendall(b"hi")
        assert all_of(opened).endswith(b"\r\n\r\nhi")


def test_a_refused_body_does_not_become_another_request(serve: Serve, world: World) -> None:
    smuggled = get("/count", method="POST")
    chunk = f"{len(smuggled):x}\r\n{smuggled}\r\n0\r\n\r\n"
    before = world.version("acme-company")
    answer = told(serve(PATIENT), get("/echo", f"{ACME}Transfer-Encoding: chunked\r\n", "POST") + chunk)
    assert (answer.count(b"HTTP/1.1"), status(answer)) == (1, 411)
    assert world.version("acme-company") == before


def test_who_sends_a_body_that_is_too_large_reads_why(serve: Serve, world: World) -> None:
    """However much of it they send before they look: a connection that is reset takes the answer with it."""
    most = world.toy.max_body("/echo")
    with connected(serve(PATIENT)) as opened:
        opened.sendall(get("/echo", f"{ACME}Content-Length: {most + 1}\r\n", "POST").encode())
        opened.sendall(b"x" * (most + 1))
        assert status(all_of(opened)) == 413
    (record,) = world.recorded("acme-company")
    assert (record["status"], record["request"]["bytes"]) == (413, 0)


@pytest.mark.parametrize(
    "beginning",
    [
        "",
        "GET /count HT",
        "GET /count HTTP/1.1\r\nHost: x\r\n",
        f"POST /echo HTTP/1.1\r\nHost: x\r\n{ACME}Content-Length: 10\r\n\r\nhi",
    ],
)
def test_slow_clients_are_cut(serve: Serve, world: World, beginning: str) -> None:
    answer = told(serve(QUICK), beginning)
    assert answer == b"" if not beginning else status(answer) == 408
    assert world.recorded("acme-company") == []


def test_a_client_that_drips_is_cut_all_the_same(serve: Serve) -> None:
    with connected(serve(QUICK)) as opened:
        opened.settimeout(0.02)
        received = b""
        with contextlib.suppress(OSError):
            for _ in range(1000):
                opened.sendall(b"x")
                with contextlib.suppress(TimeoutError):
                    received += opened.recv(1000)
        assert status(received) == 408


def test_a_client_that_does_not_read_is_cut(serve: Serve, servers: list[Server], world: World) -> None:
    world.toy.large = 64 * 1024 * 1024
    with connected(serve(QUICK)) as opened:
        opened.sendall(get("/large").encode())
        until(lambda: world.recorded("acme-company") and not servers[0].connections)
        # What the system holds of the answer is all that comes.
        assert len(all_of(opened)) < world.toy.large


def until(happens: Callable[[], object]) -> None:
    tick = threading.Event()
    while not happens():
        tick.wait(0.005)


def test_a_request_whose_client_has_gone_is_not_begun(serve: Serve, world: World) -> None:
    """All threads are held; a client posts and gives up meanwhile."""
    port = serve(PATIENT)
    before = world.version("other-company")
    hold, held = threading.Event(), threading.Semaphore(0)

    def wait() -> None:
        held.release()
        hold.wait(20)

    world.toy.before = wait
    with contextlib.ExitStack() as ends:
        for _ in range(THREADS):
            opened = ends.enter_context(connected(port))
            opened.sendall(get("/phases", ACME + "Content-Length: 1\r\n", "POST").encode() + b"x")
        for _ in range(THREADS):
            assert held.acquire(timeout=20)
        with connected(port) as gone:
            gone.sendall(get("/count", OTHER, "POST").encode())
        with connected(port) as stays:
            stays.sendall(get("/count", OTHER).encode())
            hold.set()
            assert status(all_of(stays)) == 200
    assert world.version("other-company") == before
    assert [record["method"] for record in world.recorded("other-company")] == ["GET"]


def test_a_crowded_port_lets_go_of_those_who_idle_and_says_so_once(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    port = serve(PATIENT)
    with contextlib.ExitStack() as ends, caplog.at_level(logging.WARNING, "mockkit.server.serving"):
        crowd = [ends.enter_context(connected(port)) for _ in range(30)]
        assert status(told(port, get())) == 200
        for opened in crowd[:10]:
            assert all_of(opened) == b""
        assert status(told(port, get())) == 200
    assert len([record for record in caplog.records if str(port) in record.getMessage()]) == 1


def test_a_port_full_of_slow_requests_still_answers(serve: Serve) -> None:
    port = serve(PATIENT)
    with contextlib.ExitStack() as ends:
        for _ in range(3 * RESERVE):
            ends.enter_context(connected(port)).sendall(b"GET /count HTTP/1.1\r\n")
        assert status(told(port, get())) == 200


def test_what_is_urgent_is_answered_though_every_thread_is_busy(serve: Serve, world: World) -> None:
    port = serve(PATIENT)
    hold, held = threading.Event(), threading.Semaphore(0)

    def wait() -> None:
        held.release()
        hold.wait(20)

    world.toy.before = wait
    with contextlib.ExitStack() as ends:
        for _ in range(THREADS):
            opened = ends.enter_context(connected(port))
            opened.sendall(get("/phases", ACME + "Content-Length: 1\r\n", "POST").encode() + b"x")
        for _ in range(THREADS):
            assert held.acquire(timeout=20)
        assert status(told(port, get("/urgent"))) == 404
        hold.set()


def test_a_company_delays_so_many_requests_and_no_more(serve: Serve, world: World) -> None:
    world.fault("acme-company", do="delay", seconds=600, times=None)
    port = serve(PATIENT)
    with contextlib.ExitStack() as ends:
        for _ in range(PATIENT.waiting_of_one):
            ends.enter_context(connected(port)).sendall(get().encode())
        until(lambda: world.faults("acme-company")[0].fired == PATIENT.waiting_of_one)
        assert status(told(port, get())) == 503
        assert status(told(port, get(headers=OTHER))) == 200
