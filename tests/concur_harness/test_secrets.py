"""What a suite must know to find secrets in a log, and who called the control API without its token."""

from __future__ import annotations

import pytest

from tests.concur_harness.world import Made, World

TOKEN = {"headers": {"Authorization": "Bearer open sesame"}}


def fetched(made: Made) -> dict[str, str]:
    """A new access token, as a connector gets one."""
    concur = made.shown["concur"]
    form = {name: concur[name] for name in ("client_id", "client_secret", "refresh_token")}
    answer = made.world.ask("POST", "/oauth2/v0/token", data={**form, "grant_type": "refresh_token"})
    assert answer.status == 200
    return answer.json


def test_every_token_that_was_given_out_is_among_a_companys_secrets(made: Made) -> None:
    before = made.control("GET", "/secrets").json["secrets"]
    given = [fetched(made)["access_token"] for _ in range(2)]
    told = made.control("GET", "/secrets").json["secrets"]
    assert not set(given) & set(before)
    assert {*given, made.shown["concur"]["client_secret"], made.shown["erp"]["api_key"]} <= set(told)
    assert len(told) == len(set(told))


def test_another_companys_tokens_are_not(world: World, made: Made) -> None:
    other = fetched(world.found("default"))
    assert other["access_token"] not in made.control("GET", "/secrets").json["secrets"]


def test_the_card_numbers_are_those_of_the_companys_people(made: Made) -> None:
    numbers = made.control("GET", "/secrets").json["card_numbers"]
    shown = []
    for report in made.control("GET", "/reports").json["items"]:
        details = made.concur("GET", f"/api/expense/expensereport/v2.0/report/{report['id']}").json
        cards = [entry.get("CardTransaction") or {} for entry in details["ExpenseEntriesList"]]
        shown += [card["AccountNumber"] for card in cards if card.get("AccountNumber")]
    assert shown
    assert set(shown) <= set(numbers)


@pytest.fixture(scope="module")
def guarded() -> World:
    return World("open sesame")


def refused(world: World, after: int = 0) -> list[dict]:
    answer = world.control("GET", f"/refused?after={after}", **TOKEN)
    assert answer.status == 200
    return answer.json["items"]


def test_calls_without_the_token_are_refused_and_listed_with_whose_they_were(guarded: World) -> None:
    shown = guarded.control("POST", "/companies", {"scenario": "default"}, **TOKEN).json
    made, before = Made(guarded, shown), len(refused(guarded))
    path = f"/companies/{made.id}/traffic"
    calls = [
        ("/companies", {}),
        (path, {}),
        ("/companies", {"Authorization": f"Bearer {shown['erp']['api_key']}"}),
        ("/companies", {"Authorization": f"OAuth {shown['concur']['access_token']}"}),
        ("/refused", {"Authorization": "Bearer guessed"}),
    ]
    for asked, headers in calls:
        assert guarded.control("GET", asked, headers=headers).status == 401
    records = refused(guarded, before)
    assert [record["path"] for record in records] == [f"/_mock{asked}" for asked, _ in calls]
    assert [record["company"] for record in records] == [None, made.id, made.id, made.id, None]
    assert refused(guarded, records[-1]["seq"]) == []
