"""The token endpoint: every grant, every numbered error, and what a token opens and for how long."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from werkzeug.test import TestResponse

from mock_concur.api.oauth2.routes import PASSWORD
from mock_concur.application import admin
from mock_concur.domain.credentials import Credentials
from mock_concur.store import tokens
from tests.mock_concur.api.conftest import ADMIN, World

LIST = "/api/expense/expensereport/v2.0/Reports"


def claims(token: str) -> dict[str, Any]:
    _, body, signature = token.split(".")
    assert signature
    return json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def form(world: World, **fields: str | None) -> dict[str, str]:
    given = {
        "client_id": world.credentials.client_id,
        "client_secret": world.credentials.client_secret,
        "grant_type": "refresh_token",
        **fields,
    }
    return {name: value for name, value in given.items() if value is not None}


def granted(answer: TestResponse) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    return json.loads(answer.text)


def by_refresh_token(world: World, **fields: str) -> TestResponse:
    return world.ask_token(**form(world, refresh_token=world.credentials.refresh_token, **fields))


def test_a_refresh_token_brings_every_field_of_the_reply(world: World) -> None:
    reply = granted(by_refresh_token(world))
    assert list(reply) == [
        *["expires_in", "scope", "token_type", "access_token"],
        *["refresh_token", "refresh_expires_in", "id_token", "geolocation"],
    ]
    assert reply["expires_in"] == 3600
    assert reply["token_type"] == "Bearer"
    assert reply["refresh_token"] == world.credentials.refresh_token
    assert reply["refresh_expires_in"] == 1785672000  # 183 days after 2026-01-31T12:00:00Z
    assert reply["geolocation"] == "http://localhost"
    assert claims(reply["id_token"])["exp"] - claims(reply["id_token"])["iat"] == 3600
    assert world.get(LIST, token=reply["access_token"]).status_code == 200


def test_every_token_is_another(world: World) -> None:
    first, second = granted(by_refresh_token(world)), granted(by_refresh_token(world))
    assert first["access_token"] != second["access_token"]
    assert first["refresh_token"] == second["refresh_token"]
    for reply in (first, second):
        assert world.get(LIST, token=reply["access_token"]).status_code == 200


def test_client_credentials_are_the_service_users(world: World) -> None:
    reply = granted(world.ask_token(**form(world, grant_type="client_credentials")))
    assert "refresh_token" not in reply
    assert "id_token" not in reply
    assert world.get(LIST, token=reply["access_token"]).status_code == 200
    with world.store.transaction(write=False) as connection:
        row = tokens.principal_of(connection, reply["access_token"])
    assert row is not None
    assert tokens.principal_from(row).login == ADMIN


def test_a_users_password_brings_a_token_with_the_users_roles(world: World) -> None:
    answer = world.ask_token(**form(world, grant_type="password", username="Ann@Example.com", password=PASSWORD))
    reply = granted(answer)
    assert claims(reply["id_token"])["concur.type"] == "user"
    assert world.get(LIST, token=reply["access_token"]).status_code == 401
    again = granted(world.ask_token(**form(world, refresh_token=reply["refresh_token"])))
    assert world.get(LIST, token=again["access_token"]).status_code == 401


def test_the_companys_request_token_brings_a_token_of_the_company(world: World) -> None:
    given = world.credentials
    fields = {"grant_type": "password", "credtype": "authtoken"}
    reply = granted(world.ask_token(**form(world, username=given.company_uuid, password=given.request_token, **fields)))
    assert claims(reply["id_token"])["sub"] == given.company_uuid
    assert claims(reply["id_token"])["concur.type"] == "company"
    assert world.get(LIST, token=reply["access_token"]).status_code == 200
    world.advance(hours=24)
    late = world.ask_token(**form(world, username=given.company_uuid, password=given.request_token, **fields))
    assert late.status_code == 400
    assert json.loads(late.text)["code"] == 5


def test_a_scope_may_be_narrowed(world: World) -> None:
    assert granted(by_refresh_token(world, scope="EXPRPT LIST"))["scope"] == "EXPRPT LIST"


@pytest.mark.parametrize(
    ("code", "status", "error", "fields"),
    [
        (65, 400, "invalid_request", {"grant_type": None}),
        (62, 400, "invalid_request", {"client_id": None}),
        (63, 400, "invalid_request", {"client_secret": ""}),
        (61, 401, "invalid_client", {"client_id": "nobody"}),
        (64, 401, "invalid_client", {"client_secret": "wrong"}),
        (60, 403, "invalid_grant", {"grant_type": "authorization_code"}),
        (60, 403, "invalid_grant", {"grant_type": "no such grant"}),
        (106, 400, "invalid_request", {}),
        (108, 400, "invalid_grant", {"refresh_token": "never issued"}),
        (54, 400, "invalid_scope", {"refresh_token": "its own", "scope": "EXPRPT PAYBAT"}),
        (51, 400, "invalid_request", {"grant_type": "password", "password": "x"}),
        (52, 400, "invalid_request", {"grant_type": "password", "username": "ann@example.com"}),
        (5, 400, "invalid_grant", {"grant_type": "password", "username": "ann@example.com", "password": "x"}),
        (5, 400, "invalid_grant", {"grant_type": "password", "username": "who@example.com", "password": PASSWORD}),
        (10, 400, "invalid_grant", {"grant_type": "password", "username": "gone@example.com", "password": PASSWORD}),
        (120, 400, "invalid_request", {"grant_type": "password", "username": "a", "password": "b", "credtype": "c"}),
    ],
)
def test_each_error_has_its_number(
    world: World, code: int, status: int, error: str, fields: dict[str, str | None]
) -> None:
    if fields.get("refresh_token") == "its own":
        fields = {**fields, "refresh_token": world.credentials.refresh_token}
    answer = world.ask_token(**form(world, **fields))
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json"
    reply = json.loads(answer.text)
    assert list(reply) == ["code", "error", "error_description", "geolocation"]
    assert (reply["code"], reply["error"]) == (code, error)


def told(world: World, company: str, **client: Any) -> dict[str, Any]:
    """What a client of another company, registered as the arguments say, is told."""
    given = world.found(company, **client)
    fields = {"client_id": given.client_id, "client_secret": given.client_secret or "anything"}
    return json.loads(world.ask_token(grant_type="client_credentials", **fields).text)


def test_a_company_may_live_elsewhere(world: World) -> None:
    reply = told(world, "far", geolocation="https://eu.concur.example")
    assert reply["code"] == 16
    assert reply["geolocation"] == "https://eu.concur.example"


def test_a_client_may_lack_a_grant(world: World) -> None:
    assert told(world, "strict", grants=["refresh_token"])["code"] == 60


def test_a_client_without_a_secret_is_issued_nothing(world: World) -> None:
    blank = Credentials(
        client_id="public",
        client_secret="",
        refresh_token="r",
        company_uuid="u",
        request_token="q",
        access_token="a",
    )
    assert told(world, "open", credentials=blank)["code"] == 115


def test_fixed_credentials_are_taken_as_they_are(world: World) -> None:
    demo = Credentials(
        client_id="demo-client",
        client_secret="demo-secret",
        refresh_token="demo-refresh",
        company_uuid="demo-company",
        request_token="demo-request",
        access_token="demo-token",
    )
    assert world.found("demo", credentials=demo) == demo
    assert world.get(LIST, token="demo-token").status_code == 200
    with world.store.transaction(write=False) as connection:
        (row,) = tokens.clients_of(connection, "demo")
    assert (row.client_id, row.client_secret, row.refresh_token) == ("demo-client", "demo-secret", "demo-refresh")


def test_another_clients_refresh_token_is_a_bad_one(world: World) -> None:
    other = world.found("other")
    answer = world.ask_token(**form(world, refresh_token=other.refresh_token))
    assert json.loads(answer.text)["code"] == 108


def test_a_refresh_token_lasts_six_months(world: World) -> None:
    world.advance(days=182)
    assert by_refresh_token(world).status_code == 200
    world.advance(days=1)
    assert json.loads(by_refresh_token(world).text)["code"] == 108


def test_an_access_token_lasts_an_hour_of_the_companys_clock(world: World) -> None:
    token = granted(by_refresh_token(world))["access_token"]
    world.advance(seconds=3599)
    assert world.get(LIST, token=token).status_code == 200
    world.advance(seconds=1)
    refused = world.get(LIST, token=token)
    assert refused.status_code == 403
    assert refused.headers["concur-correlationid"]  # the request is still known to be this company's


def test_expiring_leaves_the_refresh_token_good(world: World) -> None:
    access = granted(by_refresh_token(world))["access_token"]
    assert world.get(LIST, token=access).status_code == 200
    with world.store.transaction(write=True) as connection:
        admin.expire_tokens(connection, world.company)
    assert world.get(LIST, token=access).status_code == 403
    assert by_refresh_token(world).status_code == 200


def test_expiring_is_the_companys_own(world: World) -> None:
    other = world.found("other")
    with world.store.transaction(write=True) as connection:
        admin.expire_tokens(connection, "other")
    assert world.get(LIST, token=other.access_token).status_code == 403
    assert world.get(LIST).status_code == 200


def test_disconnecting_takes_back_all_tokens(world: World) -> None:
    token = granted(by_refresh_token(world))["access_token"]
    assert world.ask("DELETE", "/app-mgmt/v0/connections", token=token).status_code == 200
    assert world.get(LIST, token=token).status_code == 403
    assert json.loads(by_refresh_token(world).text)["code"] == 108


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_only_a_form_is_read(world: World, content_type: str) -> None:
    body = json.dumps(form(world))
    answer = world.client.post("/oauth2/v0/token", data=body, content_type=content_type)
    assert answer.status_code == 400
    assert "application/x-www-form-urlencoded" in json.loads(answer.text)["error_description"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_only_post_is_taken(world: World, method: str) -> None:
    answer = world.client.open("/oauth2/v0/token", method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert json.loads(answer.text)["error"] == "invalid_request"


def test_traffic_at_the_token_endpoint_is_the_companys(world: World) -> None:
    by_refresh_token(world)
    world.ask_token(client_id="nobody", refresh_token=world.credentials.refresh_token)
    world.ask_token(username=world.credentials.company_uuid)
    world.ask_token(client_id="nobody")
    assert [record.path for record in world.traffic.read(world.company)[0]] == ["/oauth2/v0/token"] * 3
