"""A running harness as the suite knows it: the control API, and the ERP's API that connectors use.

One `HarnessClient` keeps one connection to each address alive; it is not shared between threads. Whatever
goes wrong here is `HarnessError`: the suite broke, and the connector is not to blame.
"""

from __future__ import annotations

import http.client
import json
import secrets
import select
import socket
from dataclasses import MISSING, dataclass, field, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from conformance.client.exchange import Exchange, from_record
from conformance.engine.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

USER_AGENT = "concur-harness-conformance"
PROOF = "Conformance-Proof"
"""The header by which a client knows its own requests again in the traffic; its value is a secret of the client's."""

_TIMEOUT = 60.0
_PAGE = 1000


class HarnessError(Exception):
    """The harness could not be reached, or did not answer as its interface says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcurAccess:
    """How to reach a company's Concur."""

    base_url: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_token: str = field(repr=False)
    request_token: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErpAccess:
    """How to reach a company's ERP."""

    base_url: str
    api_key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """One isolated world, and what a connector is told about it; `config` is the connector's mapping."""

    id: str
    concur: ConcurAccess
    erp: ErpAccess
    config: Mapping[str, Any]

    def redactor(self, issued: Iterable[str] = (), cards: Iterable[str] = ()) -> Redactor:
        """What a connector may never print: what it was handed, whatever tokens it was `issued`, and `cards`."""
        concur = self.concur
        tokens = (concur.refresh_token, concur.access_token, concur.request_token)
        handed = (concur.client_secret, *tokens, self.erp.api_key)
        return Redactor(
            secrets=tuple(dict.fromkeys((*handed, *issued))),
            cards=tuple(cards),
            basic=((concur.client_id, concur.client_secret),),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeniedCall:
    """A call of the control API that bore no valid token; `company` is whose it was, None if nobody can tell."""

    seq: int
    method: str
    path: str
    company: str | None


class HarnessClient:
    """The harness at a base URL; `control_token` is needed where the control API asks for one.

    `guarded` says whether there is one: only then is a connector kept out of the control API.
    """

    def __init__(self, url: str, control_token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self.guarded = control_token is not None
        self._headers = {"Authorization": f"Bearer {control_token}"} if control_token else {}
        self._proof = secrets.token_hex(16)
        self._connections: dict[tuple[str, str], http.client.HTTPConnection] = {}
        self._refused_to = 0

    def close(self) -> None:
        """Close the connections."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def health(self) -> dict[str, Any]:
        """Whether the harness is ready, and its version."""
        answer: dict[str, Any] = self.control("GET", "/health")
        return answer

    def create_company(self, scenario: str | Mapping[str, Any], seed: int = 1) -> Company:
        """Make a company from the name of a shipped scenario, or from an inline one; all its traffic is kept.

        Its name is a random one: what is asked of a connector must not be told to it.
        """
        wanted = {"scenario": scenario, "seed": seed, "traffic": "whole", "name": secrets.token_hex(8)}
        made = self.control("POST", "/companies", wanted)
        try:
            return Company(
                id=made["id"],
                concur=ConcurAccess(**_chosen(made["concur"], ConcurAccess)),
                erp=ErpAccess(**_chosen(made["erp"], ErpAccess)),
                config=made["config"],
            )
        except (KeyError, TypeError) as error:
            raise HarnessError(f"the answer to a new company lacks a field: {error}") from error

    def drop_company(self, company_id: str) -> None:
        """Drop a company with all that it holds."""
        self.control("DELETE", company_path(company_id))

    def redactor(self, company: Company) -> Redactor:
        """All that is secret about a company by now, tokens included that were fetched since it was made."""
        told = self.control("GET", company_path(company.id, "secrets"))
        return company.redactor(told["secrets"], told["card_numbers"])

    def traffic(self, company_id: str, after: int = 0) -> list[Exchange]:
        """What passed after a sequence number, in order; the suite's own requests to the ERP are among it.

        Raises HarnessError where some of it is no longer kept: nobody may be judged by a part of what they asked.
        """
        found: list[Exchange] = []
        path: str | None = f"{company_path(company_id)}/traffic?limit={_PAGE}&after={after}"
        while path is not None:
            page = self.control("GET", path)
            records = page["items"]
            if page.get("dropped", 0) > after:
                raise HarnessError(f"the company had more traffic than is kept: the first {page['dropped']} are gone")
            found += [from_record(record) for record in records]
            more = page.get("next") is not None and records
            path = f"{company_path(company_id)}/traffic?limit={_PAGE}&after={records[-1]['seq']}" if more else None
        return found

    def denied_calls(self) -> list[DeniedCall]:
        """The calls of the control API that were refused since this was last asked; without a token none is."""
        if not self.guarded:
            return []
        items = self.control("GET", f"/refused?after={self._refused_to}")["items"]
        found = [DeniedCall(**{each.name: record[each.name] for each in fields(DeniedCall)}) for record in items]
        self._refused_to = max((call.seq for call in found), default=self._refused_to)
        return found

    def sent(self, exchange: Exchange) -> bool:
        """Whether the request is one of this client's own: a name could be borrowed, a secret cannot."""
        return exchange.request_headers.get(PROOF.lower()) == self._proof

    def erp_items(self, company: Company, kind: str, query: str = "") -> list[dict[str, Any]]:
        """Every item of one of the ERP's lists: `bills`, `ledger`, `vendors`, ..."""
        url = f"{company.erp.base_url}/api/v1/{kind}" + (f"?{query}" if query else "")
        return self._items(url, {"Authorization": f"Bearer {company.erp.api_key}"})

    def control_items(self, path: str) -> list[dict[str, Any]]:
        """Every item of one of the control API's lists; `path` is below `/_mock`."""
        return self._items(f"{self.url}/_mock{path}", self._headers)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A call of the control API: `path` below `/_mock`, bodies as values; 204 gives None."""
        return self.call(method, f"{self.url}/_mock{path}", self._headers, body)

    def call(self, method: str, url: str, headers: Mapping[str, str], body: Any = None) -> Any:
        """A JSON call of any address; HarnessError unless it answers 2xx."""
        data = None if body is None else json.dumps(body, default=_plain).encode()
        sent = {"User-Agent": USER_AGENT, PROOF: self._proof, "Accept": "application/json", **headers}
        if data is not None:
            sent["Content-Type"] = "application/json"
        status, answer = self._exchange(method, url, sent, data)
        if not 200 <= status < 300:
            raise HarnessError(f"{method} {url} answered {status}: {answer[:2000].decode('utf-8', 'replace')}")
        try:
            return json.loads(answer, parse_float=Decimal) if answer else None
        except ValueError as error:
            raise HarnessError(f"{method} {url} answered {status} with a body that is not JSON") from error

    def _items(self, url: str | None, headers: Mapping[str, str]) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        while url is not None:
            page = self.call("GET", url, headers)
            items += page["items"]
            url = page.get("next")
        return items

    def _exchange(self, method: str, url: str, headers: Mapping[str, str], data: bytes | None) -> tuple[int, bytes]:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection = self._connection(parts.scheme, parts.netloc)
            connection.request(method, target, body=data, headers=dict(headers))
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            self._forget(parts.scheme, parts.netloc)
            raise HarnessError(f"{method} {url}: {error or type(error).__name__}") from error
        except KeyboardInterrupt:
            # The answer is still to come on this connection; taking the company down needs another one.
            self._forget(parts.scheme, parts.netloc)
            raise

    def _connection(self, scheme: str, netloc: str) -> http.client.HTTPConnection:
        connection = self._connections.get((scheme, netloc))
        if connection is not None and _alive(connection):
            return connection
        self._forget(scheme, netloc)
        kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        connection = kind(netloc, timeout=_TIMEOUT)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connections[scheme, netloc] = connection
        return connection

    def _forget(self, scheme: str, netloc: str) -> None:
        connection = self._connections.pop((scheme, netloc), None)
        if connection is not None:
            connection.close()


def company_path(company_id: str, *parts: str) -> str:
    """The path below `/_mock` of a company, and of what is named beneath it."""
    return "/companies/" + "/".join(quote(part, safe="") for part in (company_id, *parts))


def _alive(connection: http.client.HTTPConnection) -> bool:
    """Whether an idle connection is still of use: one that can be read has been closed by the server."""
    if connection.sock is None:
        return False
    readable, _, _ = select.select([connection.sock], [], [], 0)
    return not readable


def _chosen(values: Mapping[str, Any], kind: type) -> dict[str, Any]:
    """The fields that we know; a later harness may send more, an earlier one lack those that have a default."""
    known = fields(kind)
    return {each.name: values[each.name] for each in known if each.name in values or each.default is MISSING}


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")
