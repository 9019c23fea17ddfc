"""Who may use the control API: this machine, or whoever bears the control token; never a page of some other site."""

from __future__ import annotations

import hmac
import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

TOKEN_VARIABLE = "CONCUR_HARNESS_CONTROL_TOKEN"  # noqa: S105 - its name
"""The environment variable that holds the control token where no option does."""

_ANY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - listened on, never called by
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9._-]{1,253}))(?::[0-9]{0,5})?")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")
_TOKEN = re.compile(r"[!-~]{1,1000}")


class Denied(NamedTuple):
    """A request that is not let in: the status of the answer, and why."""

    status: int
    detail: str


class ControlAccess:
    """The rule of who is let in. ``token`` is the control token; ``hosts`` are names beside those of this machine.

    Without a token only this machine is let in, and only under its own names: a page of another site that has its name
    resolve to 127.0.0.1 (DNS rebinding) says that name in ``Host``, and one that posts from a browser says where it
    comes from in ``CompanyOrigin``. Whoever bears the token is let in from wherever, under whichever name: no page can
    send it without knowing it.
    """

    def __init__(self, token: str | None = None, hosts: Iterable[str] = ()) -> None:
        self._token = None if token is None else token.encode()
        self._hosts = frozenset(map(_plain, hosts)) - _ANY_ADDRESS

    def denies(self, environ: Mapping[str, Any], *, public: bool = False) -> Denied | None:
        """Why the request is not let in, None if it is. What is ``public`` gives nothing away and wants no token."""
        if self._token is not None:
            return None if public else self._without_token(environ, self._token)
        foreign = self.denies_site(environ)
        if foreign is not None or public or is_loopback(environ.get("REMOTE_ADDR")):
            return foreign
        return Denied(403, "The control API answers this machine only, unless a control token is set.")

    def denies_site(self, environ: Mapping[str, Any]) -> Denied | None:
        """Whether ``Host`` or ``CompanyOrigin`` is foreign; clients that are no browsers may leave either out."""
        host, origin = environ.get("HTTP_HOST"), environ.get("HTTP_ORIGIN")
        if host is not None and not self._is_ours(host):
            return Denied(403, f"The host {host[:100]!r} is not this harness; name it with --allow-host if it is.")
        if origin is not None and not self._is_ours(_netloc(origin)):
            return Denied(
                403, f"The origin {origin[:100]!r} is another site; name its host with --allow-host if it may."
            )
        return None

    @staticmethod
    def _without_token(environ: Mapping[str, Any], token: bytes) -> Denied | None:
        scheme, _, given = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode("utf-8", "replace"), token):
            return None
        return Denied(401, "The control API needs its token: Authorization: Bearer <control token>.")

    def _is_ours(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = _plain(found[1] or found[2])
        return name in self._hosts or name == "localhost" or name.endswith(".localhost") or is_loopback(name)


def is_loopback(address: str | None) -> bool:
    """Whether an IP address is this machine's own, IPv4 within IPv6 (``::ffff:127.0.0.1``) included."""
    found = _address(address or "")
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return found is not None and (mapped or found).is_loopback


def checked_token(token: str) -> str:
    """The token, if a header can carry it. Raises ValueError; an empty one would let everybody in."""
    if not token:
        raise ValueError("is empty: set it, or leave it out for a control API that answers this machine only")
    if not _TOKEN.fullmatch(token):
        raise ValueError("is to be at most 1000 visible ASCII characters, without spaces")
    return token


def checked_host(host: str) -> str:
    """A name or an IP address that others may call the harness by. Raises ValueError."""
    plain = _plain(host[1:-1] if host.startswith("[") and host.endswith("]") else host)
    if _address(plain) is None and not _NAME.fullmatch(plain):
        raise ValueError(f"{host!r} is to be a name or an address, without scheme and port")
    return plain


def _plain(name: str) -> str:
    """The name or address in the one spelling by which it is compared."""
    address = _address(name)
    return name.rstrip(".").lower() if address is None else str(address)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _netloc(origin: str) -> str:
    scheme, _, host = origin.partition("://")
    return host if scheme in ("http", "https") else ""
