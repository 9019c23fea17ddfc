"""Hiding secrets in what is shown of a request: by value, whatever way one was sent, and by the names of fields.

Masking is done when something is read, never when it is recorded: most of it nobody ever reads, and a token that is
given out later is hidden in older records too. What is hidden is replaced by ``***`` and its last four characters,
which tell one secret from another and give neither away.
"""

from __future__ import annotations

import re
import string
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import NamedTuple
from urllib.parse import unquote

MIN_LENGTH = 6
"""A value with fewer characters is not looked for: it would be found in any text."""

MAX_LEVELS = 3
"""How many escapings within one another are looked through, e.g. percent signs within JSON within a form."""

_ENCODED = frozenset(string.ascii_letters + string.digits + "+/-_")  # what Base64 and hexadecimal digits are written in
_KEY = 6  # so many characters of a form are looked up before it is compared
_MAX_KNOWN, _MAX_KNOWN_LENGTH = 20_000, 80  # words that are remembered, and the characters of the longest of them


class Span(NamedTuple):
    """A part of a text, from ``start`` to before ``end``, and what is shown instead."""

    start: int
    end: int
    replacement: str


def shorten_secret(secret: str) -> str:
    """What is shown of a secret."""
    return f"***{secret[-4:]}" if len(secret) > 12 else "***"


class Masker:
    """Hides the given values, what stands in fields that are named like secrets, and numbers of payment cards."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._values = _Values(secrets)
        self._headers: dict[tuple[str, str], str] = {}  # most are the same in every request

    def text(self, text: str, *, cut: bool = False) -> str:
        """The text without secrets. ``cut``: it is the beginning of a longer one and may end within a secret."""
        spans = [
            Span(starts[span.start], starts[span.end], span.replacement)
            for plain, starts in _levels(text)
            for span in chain(self._values.spans(plain, cut=cut), _named(plain), _cards(plain))
        ]
        return _without(text, spans) if spans else text

    def header(self, name: str, value: str) -> str:
        """The value of a header; of one that holds a secret nothing is shown but the scheme of an authorization."""
        known = self._headers.get((name, value))
        if known is None:
            known = self._header(name, value)
            if len(value) <= _MAX_KNOWN_LENGTH and len(self._headers) < _MAX_KNOWN:
                self._headers[name, value] = known
        return known

    def _header(self, name: str, value: str) -> str:
        if not is_secret(name):
            return self.text(value)
        scheme, _, secret = value.partition(" ")
        if secret and name.lower().endswith("authorization") and _SCHEME.fullmatch(scheme):
            return f"{self.text(scheme)} {shorten_secret(secret)}"
        return shorten_secret(value)


# Values: each in the forms in which it may travel, found by the first few characters.


class _Values:
    """The forms of secrets, to be found in a text in a time that does not depend on how many they are."""

    def __init__(self, secrets: Iterable[str]) -> None:
        secrets = [secret for secret in secrets if len(secret) >= MIN_LENGTH]
        self._forms: dict[str, list[tuple[str, str]]] = {}
        forms = {form: shorten_secret(secret) for secret in secrets for form in _forms(secret)}
        for form in sorted(forms, key=len, reverse=True):
            self._forms.setdefault(form[:_KEY], []).append((form, forms[form]))
        characters = "".join(sorted(_ENCODED.union(*secrets)))
        shortest = min(map(len, forms), default=MIN_LENGTH)
        self._longest = max(map(len, forms), default=0)
        self._runs = re.compile(f"[{re.escape(characters)}]{{{shortest},}}")
        self._shortest = shortest
        self._known: dict[str, tuple[Span, ...]] = {}  # names of elements come again and again

    def spans(self, text: str, *, cut: bool) -> Iterator[Span]:
        if not self._forms:
            return
        for run in self._runs.finditer(text):
            at = run.start()
            for start, end, shown in self._in_run(run[0]):
                yield Span(at + start, at + end, shown)
        if cut:
            yield from self._begun_at_the_end(text)

    def _in_run(self, run: str) -> tuple[Span, ...]:
        known = self._known.get(run)
        if known is None:
            known = tuple(self._searched(run))
            if len(run) <= _MAX_KNOWN_LENGTH and len(self._known) < _MAX_KNOWN:
                self._known[run] = known
        return known

    def _searched(self, run: str) -> Iterator[Span]:
        at, last = 0, len(run) - self._shortest
        while at <= last:
            for form, shown in self._forms.get(run[at : at + _KEY], ()):
                if run.startswith(form, at):
                    yield Span(at, at + len(form), shown)
                    at += len(form) - 1
                    break
            at += 1

    def _begun_at_the_end(self, text: str) -> Iterator[Span]:
        for at in range(max(0, len(text) - self._longest), len(text) - _KEY + 1):
            rest = text[at:]
            if any(form.startswith(rest) for form, _ in self._forms.get(rest[:_KEY], ())):
                yield Span(at, len(text), "***")
                return


def _forms(secret: str) -> Iterator[str]:
    """A secret as it is, in hexadecimal digits, and as it looks within Base64 wherever it begins there."""
    yield secret
    if re.fullmatch("[0-9a-fA-F-]+", secret):
        yield secret.upper()
        yield secret.lower()
    raw = secret.encode()
    yield raw.hex()
    yield raw.hex().upper()
    for before in range(3):
        first, after_last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
        for encode in (b64encode, urlsafe_b64encode):
            yield encode(b"\0" * before + raw).decode()[first:after_last]


# Escapes: a text as it reads without them, with the place from which each character comes.

_ESCAPE = re.compile(
    r"%u([0-9A-Fa-f]{4})|%([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})|&#[xX]([0-9A-Fa-f]{1,6});"
    r"|&#([0-9]{1,7});|\\([/\\\"'])|&(amp|lt|gt|quot|apos);|\0"
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _levels(text: str) -> Iterator[tuple[str, list[int] | range]]:
    """The text, and the text without its escapes as often as it has any, each with the places of its characters."""
    starts: list[int] | range = range(len(text) + 1)
    for _ in range(MAX_LEVELS):
        yield text, starts
        if _ESCAPE.search(text) is None:
            return
        text, inner = _unescaped(text)
        starts = [starts[place] for place in inner]
    yield text, starts


def _unescaped(text: str) -> tuple[str, list[int]]:
    parts: list[str] = []
    starts: list[int] = []
    last = 0
    for found in _ESCAPE.finditer(text):
        parts.append(text[last : found.start()])
        starts.extend(range(last, found.start()))
        character = _character(found)
        parts.append(character)
        starts.extend([found.start()] * len(character))
        last = found.end()
    parts.append(text[last:])
    starts.extend(range(last, len(text) + 1))
    return "".join(parts), starts


def _character(found: re.Match[str]) -> str:
    *hexadecimal, decimal, plain, entity = found.groups()
    digits = next(filter(None, hexadecimal), None)
    if digits or decimal:
        code = int(digits, 16) if digits else int(decimal)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    # NUL stands between the letters of a text in UTF-16.
    return plain or _ENTITIES.get(entity, "")


# Names: fields of JSON, forms, XML, multipart bodies and headers that hold a secret whatever its value.

_HINTS = ("secret", "passw", "pwd", "passphrase", "token", "authori", "cookie", "assertion", "credential", "session")
_HINTS_OF_KEYS = ("apikey", "api-key", "api_key", "api.key", "privatekey", "private_key", "private-key", "consumer")
_EXACTLY = frozenset(
    {"token", "pwd", "authorization", "proxyauthorization", "cookie", "setcookie", "assertion", "clientassertion"}
    | {"credentials", "consumerkey", "xconsumerkey", "sessionid", "xauthtoken"}
)
_ENDINGS = (
    *("secret", "password", "passwd", "passphrase", "apikey", "privatekey"),
    *("accesstoken", "refreshtoken", "idtoken", "requesttoken", "authtoken", "sessiontoken", "csrftoken"),
)
_SCHEME = re.compile("[A-Za-z]{1,12}")
_TEXT = r'"(?:[^"\\]|\\.)*"?'
_FIELDS = (
    # JSON; a value is not passed over, for it may be JSON itself
    re.compile(
        rf'"(?P<name>(?:[^"\\]|\\.){{1,100}})"\s{{0,20}}:\s{{0,20}}(?=(?P<value>{_TEXT}|[0-9][0-9.eE+-]*))', re.DOTALL
    ),
    # forms, queries, XML's attributes
    re.compile(r"(?:^|[?&;\s\"'>])(?P<name>[^=&?;\s\"'<>]{1,100})=[\"']?(?P<value>[^&\s\"'<>]*)"),
    # XML's elements
    re.compile(
        r"<(?:[\w.-]{1,50}:)?(?P<name>[\w.-]{1,100})(?:\s[^<>]{0,500})?>(?:<!\[CDATA\[)?(?P<value>[^<]*?)(?:\]\]>)?(?:<|\Z)"
    ),
    # parts of multipart bodies
    re.compile(
        r"name=\"?(?P<name>[^\";\r\n]{1,100})\"?[^\r\n]{0,500}\r?\n(?:[^\r\n]{1,500}\r?\n){0,3}\r?\n(?P<value>[^\r\n]*)"
    ),
    # lines of headers
    re.compile(r"^(?P<name>[\w-]{1,100}):[ \t]*(?P<value>[^\r\n]*)", re.MULTILINE),
)


def is_secret(name: str) -> bool:
    """Whether a field or header of that name, however it is written, holds a secret."""
    plain = re.sub("[^a-z0-9]", "", name.lower())
    return plain in _EXACTLY or plain.endswith(_ENDINGS)


def _named(text: str) -> Iterator[Span]:
    lowered = text.lower()
    if not any(hint in lowered for hint in chain(_HINTS, _HINTS_OF_KEYS)):
        return
    for pattern in _FIELDS:
        for found in pattern.finditer(text):
            value = found["value"]
            if value.strip('"') and is_secret(_plain_name(found["name"])):
                quoted = value.startswith('"')
                start, end = found.start("value") + quoted, found.end("value") - (quoted and value.endswith('"'))
                yield Span(start, end, shorten_secret(text[start:end]))


def _plain_name(name: str) -> str:
    return _unescaped(unquote(name))[0]


# Cards: only what has the length, the first digits and the check digit of a payment card.

_DIGITS = re.compile(r"(?<![\w.])[2-6](?:[ -]?[0-9]){13,18}(?!\w|\.[0-9])")
_CARD = re.compile(
    r"4[0-9]{15}(?:[0-9]{3})?|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"
    r"|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|35[0-9]{14}|6(?:011|4[4-9][0-9]|5[0-9]{2})[0-9]{12}"
)


def _cards(text: str) -> Iterator[Span]:
    for found in _DIGITS.finditer(text):
        digits = re.sub("[ -]", "", found[0])
        if _CARD.fullmatch(digits) and _passes_its_check(digits):
            yield Span(found.start(), found.end(), f"***{digits[-4:]}")


def _passes_its_check(digits: str) -> bool:
    """ISO/IEC 7812-1, Luhn: from the right, every other digit counts double, its digits summed."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(map(int, digits[::-2]))) % 10 == 0


def _without(text: str, spans: Iterable[Span]) -> str:
    """The text with what each span shows in its place; of those that overlap the first shows."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if merged and span.start < merged[-1].end:
            before = merged[-1]
            merged[-1] = Span(before.start, max(before.end, span.end), before.replacement)
        else:
            merged.append(span)
    pieces = [text[: merged[0].start]]
    for span, after in pairwise([*merged, Span(len(text), len(text), "")]):
        pieces += (span.replacement, text[span.end : after.start])
    return "".join(pieces)
