"""No credential that a company was ever given, and no card number, leaves the harness in what it shows."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from urllib.parse import quote

import pytest

from tests.concur_harness.world import Made, World
from tests.mockkit.traffic.test_masking import WAYS, sent

REPORTS = "/api/expense/expensereport/v2.0/Reports"


def grant(made: Made, **form: str) -> dict:
    concur = made.shown["concur"]
    named = {name: concur[name] for name in ("client_id", "client_secret")}
    answer = made.world.ask("POST", "/oauth2/v0/token", data={**named, **form})
    assert answer.status == 200, answer.text
    return answer.json


def credentials(made: Made) -> dict[str, str]:
    """Everything that the company was given to open something, now and later."""
    concur = made.shown["concur"]
    by_refresh = grant(made, grant_type="refresh_token", refresh_token=concur["refresh_token"])
    by_password = grant(made, grant_type="password", username="ann@example.com", password="welcome")
    return {
        "client secret": concur["client_secret"],
        "refresh token": concur["refresh_token"],
        "access token": concur["access_token"],
        "API key": made.shown["erp"]["api_key"],
        "access token given later": by_refresh["access_token"],
        "ID token": by_refresh["id_token"],
        "refresh token of a person": by_password["refresh_token"],
        "access token of a person": by_password["access_token"],
    }


@pytest.fixture(scope="module")
def crowded():
    """A company in whose traffic every credential was sent in every way, in bodies, queries, paths and headers."""
    world = World()
    made = world.found()
    secrets = credentials(made)
    auth = {"Authorization": f"Bearer {made.shown['concur']['access_token']}"}
    key = {"Authorization": f"Bearer {made.shown['erp']['api_key']}"}
    for secret in secrets.values():
        for way in WAYS:
            text = sent(way, secret)
            world.ask(
                "POST",
                "/api/v1/bills",
                port="erp",
                data=text.encode("utf-8", "replace"),
                headers=key,
                content_type="text/plain",
            )
            if text.isprintable():
                world.ask("GET", f"/api/v1/accounts?{quote(text, safe='=&%/')}", port="erp", headers=key)
                world.ask("GET", f"{REPORTS}/{quote(text, safe='%')}", headers={**auth, "X-Any": text, "Cookie": text})
    yield made, secrets
    world.harness.close()


def pages(made: Made) -> str:
    texts, path = [], "/traffic"
    while path:
        answer = made.control("GET", path)
        texts.append(answer.text)
        path = answer.json["next"] and answer.json["next"].partition(made.id)[2]
    return "".join(texts)


def test_no_credential_stands_in_the_traffic(crowded) -> None:
    made, secrets = crowded
    text = pages(made)
    assert len(json.loads(made.control("GET", "/traffic?limit=1000").text)["items"]) > 200
    for name, secret in secrets.items():
        encoded = (b64encode(f"{pad}{secret}".encode()).decode()[4:-4] for pad in ("", "a", "ab"))
        for form in (secret, secret.encode().hex(), secret.encode().hex().upper(), *encoded):
            assert form not in text, (name, form)


def test_a_token_that_is_given_out_is_hidden_in_what_was_recorded_before_it(made: Made) -> None:
    """Masking is done on reading: what was sent first and issued afterwards is hidden as well."""
    later = "cd34" * 16
    made.erp("GET", f"/api/v1/accounts?x={later}")
    assert later in made.control("GET", "/traffic").text
    from mock_erp.store import profiles

    with made.world.harness.store.transaction(write=True) as connection:
        profiles.issue_key(connection, made.id, later)
    assert later not in made.control("GET", "/traffic").text


def test_another_companys_secret_under_its_own_name_is_hidden(world: World, made: Made) -> None:
    other = world.found()
    form = {
        "grant_type": "refresh_token",
        "client_id": made.shown["concur"]["client_id"],
        "client_secret": other.shown["concur"]["client_secret"],
    }
    assert world.ask("POST", "/oauth2/v0/token", data=form).status == 401
    assert other.shown["concur"]["client_secret"] not in made.control("GET", "/traffic").text


def test_of_card_numbers_the_traffic_shows_the_last_four_digits(made: Made) -> None:
    numbers = made.control("GET", "/secrets").json["card_numbers"]
    shown = []
    for report in made.control("GET", "/reports").json["items"]:
        shown.append(made.concur("GET", f"/api/expense/expensereport/v2.0/report/{report['id']}").text)
    assert any(number in text for number in numbers for text in shown)
    traffic = made.control("GET", "/traffic").text
    assert [number for number in numbers if number in traffic] == []
    assert any(f"***{number[-4:]}" in traffic for number in numbers)


def test_a_snapshot_holds_no_credential_and_only_card_numbers_for_tests(made: Made) -> None:
    """It is the company's data, put back as it was: its card numbers are of ranges that networks keep for tests."""
    secrets = credentials(made)
    text = json.dumps(made.snapshot())
    assert [name for name, secret in secrets.items() if secret in text] == []
    held = [number for number in made.control("GET", "/secrets").json["card_numbers"] if number in text]
    assert held
    assert all(number.startswith(("370000", "400000")) for number in held)


def test_the_log_of_a_mistake_of_ours_shows_no_address(made: Made, monkeypatch, caplog) -> None:
    key = made.shown["erp"]["api_key"]

    def slip(*_: object, **__: object) -> None:
        raise RuntimeError("a slip")

    monkeypatch.setattr("concur_harness.control.company_transactions.CompanyTransactions.read_company", slip)
    with caplog.at_level(logging.ERROR):
        assert made.world.control("GET", f"/companies/{key}/reports").status == 500
    assert "/_mock/companies/<company_id>/reports" in caplog.text
    assert key not in caplog.text


def test_errors_of_the_store_show_no_values(made: Made, caplog) -> None:
    from sqlalchemy.exc import DBAPIError

    from mock_erp.store import profiles

    key = made.shown["erp"]["api_key"]
    with pytest.raises(DBAPIError) as failed, made.world.harness.store.transaction(write=True) as connection:
        profiles.issue_key(connection, made.id, key)
    assert key not in str(failed.value)
