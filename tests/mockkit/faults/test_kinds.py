"""Each kind of fault, as its documentation says and as a client meets it."""

from __future__ import annotations

import http.client
import json
from contextlib import closing
from typing import NamedTuple

import pytest
from werkzeug.test import Client

from mockkit import faults
from mockkit.faults.documentation import common_options, describe_kinds, does, example
from tests.mockkit.toy import World

ACME = "acme-company"
GIVEN = {"Authorization": f"Bearer {ACME}"}
SERVICES = {"concur": ["expire-tokens", "revoke-tokens"]}


@pytest.mark.parametrize("name", faults.kinds())
def test_every_kind_is_documented_with_an_example_that_can_be_armed(name: str):
    kind = faults.kinds()[name]
    assert does(kind).endswith(".")
    assert kind.behaviour.id == f"harness.faults.{name}"
    assert isinstance(faults.read_fault(example(kind, SERVICES), SERVICES), kind)


@pytest.mark.parametrize("name", faults.kinds())
def test_every_option_of_a_kind_says_what_it_is_for(name: str):
    own = next(kind["options"] for kind in describe_kinds(faults.kinds(), SERVICES) if kind["do"] == name)
    for option in (*common_options(), *own):
        assert option["about"], option["name"]


class Met(NamedTuple):
    """What a client got: the status, the length that was promised, and the body as far as it came."""

    status: int
    promised: int
    body: bytes


def ask(port: int, path: str = "/document", method: str = "GET") -> Met:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request(method, path, headers=GIVEN)
        answer = connection.getresponse()
        promised = int(answer.headers["Content-Length"])
        try:
            return Met(answer.status, promised, answer.read())
        except http.client.IncompleteRead as broken:
            return Met(answer.status, promised, broken.partial)


@pytest.mark.parametrize("document", [b'{"items": [{"id": 1}, {"id": 2}]}', b"<a><b>1</b><c/></a>", b"[1]", b"{}"])
def test_a_malformed_answer_is_whole_http_around_half_a_document(world: World, port: int, document: bytes):
    world.toy.document = document
    world.fault(ACME, do="malform")
    met = ask(port)
    assert (met.status, met.promised) == (200, len(met.body))
    assert met.body == document[: len(document) // 2]
    assert ask(port).body == document


def test_a_malformed_answer_is_given_for_work_that_is_done(world: World, port: int):
    before = world.version(ACME)
    world.fault(ACME, do="malform", method="POST")
    assert ask(port, "/count", "POST").status == 200
    assert world.version(ACME) == before + 1


def test_what_is_kept_to_be_given_again_is_the_answer_before_it_was_damaged(world: World, port: int):
    world.fault(ACME, do="malform")
    assert [ask(port, "/kept").body for _ in range(2)] == [b"worked ", b"worked 1 times"]


@pytest.mark.parametrize("items", [3, 100_000])
def test_a_cut_answer_ends_in_the_middle_of_what_it_promised(world: World, port: int, items: int):
    world.toy.document = json.dumps({"items": list(range(items))}).encode()
    world.fault(ACME, do="cut")
    met = ask(port)
    assert (met.status, met.promised) == (200, len(world.toy.document))
    assert met.body == world.toy.document[: len(world.toy.document) // 2]
    assert ask(port).body == world.toy.document
    (record, _) = world.recorded(ACME)
    assert (record["status"], record["faults"], record["response"]["bytes"]) == (200, ["F-1"], len(met.body))


def test_of_an_answer_without_a_body_a_cut_leaves_nothing(world: World, port: int):
    world.toy.document = b""
    world.fault(ACME, do="cut")
    with pytest.raises(http.client.RemoteDisconnected):
        ask(port)


def test_an_answer_after_the_work_is_another_than_the_works_own(world: World, port: int):
    """A gateway that gave up: what it answers says nothing of what was done."""
    before = world.version(ACME)
    world.fault(ACME, do="answer", status=502, after=True, method="POST")
    assert ask(port, "/count", "POST").status == 502
    assert world.version(ACME) == before + 1
    world.fault(ACME, do="answer", status=502, method="POST")
    assert ask(port, "/count", "POST").status == 502
    assert world.version(ACME) == before + 1


def test_an_answer_after_the_work_may_be_of_work_that_was_refused(world: World):
    before = world.version(ACME)
    world.fault(ACME, do="answer", status=200, body={"ok": True}, after=True)
    answer = Client(world.pipeline).post("/count?refuse=1", headers=GIVEN)
    assert (answer.status_code, answer.json) == (200, {"ok": True})
    assert world.version(ACME) == before
