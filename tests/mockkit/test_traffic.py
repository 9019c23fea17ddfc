from __future__ import annotations

import pytest
from werkzeug.test import Client

from mockkit.traffic import MOST_BODY, MOST_RECORDS, mask_text
from tests.mockkit.toy import World

ACME = "acme-company"


def echo(world: World, body: bytes | str, **headers: str) -> None:
    Client(world.gate).post("/echo", data=body, headers={"Authorization": f"Bearer {ACME}", **headers})


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ('{"access_token": "aaaabbbbccccdddd", "token_type": "Bearer"}', "aaaabbbbcccc"),
        ('{"refresh_token":"aaaabbbbccccdddd"}', "aaaabbbbcccc"),
        ("grant_type=refresh_token&client_secret=hunter2&refresh_token=aaaabbbbccccdddd", "hunter2"),
        ("password=hunter2", "hunter2"),
    ],
)
def test_secrets_are_masked_in_json_and_forms(text: str, hidden: str) -> None:
    assert hidden not in mask_text(text)
    assert "***" in mask_text(text)


def test_a_record_shows_the_request_and_the_answer_without_the_credentials(world: World) -> None:
    echo(world, "client_secret=hunter2&a=1")
    (record,) = world.traffic.read(ACME)
    assert record["request"]["headers"]["Authorization"] == "Bearer ***"
    assert record["request"]["body"] == "client_secret=***&a=1"
    assert record["response"]["body"] == "client_secret=***&a=1"
    assert (record["service"], record["method"], record["path"], record["status"]) == ("concur", "POST", "/echo", 200)


def test_a_long_body_is_counted_only_unless_the_journal_is_kept_whole(world: World) -> None:
    body = b"x" * (MOST_BODY + 1)
    echo(world, body)
    world.traffic.open("other-company", whole=True)
    Client(world.gate).post("/echo", data=body, headers={"Authorization": "Bearer other-company"})
    (cut,), (whole,) = world.traffic.read(ACME), world.traffic.read("other-company")
    assert cut["request"] | {"headers": 0} == {"headers": 0, "body": None, "bytes": len(body)}
    assert whole["request"]["body"] == body.decode()


def test_the_journal_keeps_the_newest(world: World) -> None:
    echo(world, "first")
    world.traffic.read(ACME)
    journal = world.traffic._journals[ACME]
    assert journal.records.maxlen == MOST_RECORDS


def test_reading_goes_on_after_a_number(world: World) -> None:
    for word in ("one", "two", "three"):
        echo(world, word)
    assert [record["request"]["body"] for record in world.traffic.read(ACME, after=1, most=1)] == ["two"]
    world.traffic.forget(ACME)
    assert world.traffic.read(ACME) == []
