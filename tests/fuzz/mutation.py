"""Bodies that are nearly right: one or two parts of a good one changed, left out, doubled or moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any
from urllib.parse import quote_plus
from xml.sax.saxutils import escape

from tests.fuzz import values

Place = tuple[Any, Any]
"""A container and the key or index of something in it."""


def places(document: Any) -> Iterator[Place]:
    """Every part of a JSON document, by where it stands."""
    children = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, child in list(children):
        yield document, key
        yield from places(child)


def json_document(random: Random, good: Any) -> bytes:
    """A JSON body made from a good one."""
    document = deepcopy(good)
    for _ in range(random.choice((0, 1, 1, 1, 2, 5))):
        found = list(places(document))
        if not found:
            break
        _change(random, *random.choice(found))
    if random.random() < 0.03:
        document = values.value(random)
    return damaged(random, values.dumped(document))


def _change(random: Random, container: Any, key: Any) -> None:
    roll = random.random()
    if roll < 0.6:
        container[key] = values.value(random)
    elif roll < 0.75:
        del container[key]
    elif isinstance(container, dict):
        container[values.text(random)[:60]] = container[key]
    else:
        container.extend([container[key]] * random.choice((1, 50)))


def form(random: Random, good: dict[str, str]) -> bytes:
    """A form body made from a good one."""
    fields = list(good.items())
    for _ in range(random.choice((0, 1, 1, 2))):
        at = random.randrange(len(fields))
        name, _value = fields[at]
        fields[at] = random.choice(((name, values.text(random)), (values.text(random)[:60], "x")))
        if random.random() < 0.2:
            fields.append(random.choice(fields))
    encode: Callable[[str], str] = lambda given: quote_plus(given.encode("utf-8", "surrogatepass"))  # noqa: E731
    return damaged(random, "&".join(f"{encode(name)}={encode(value)}" for name, value in fields).encode())


def xml(random: Random, root: str, namespace: str, good: dict[str, str], inner: str = "") -> bytes:
    """An XML body made from a good one: ``inner`` is an element between the root and the fields, where there is one."""
    fields = list(good.items())
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        if not fields:
            break
        at = random.randrange(len(fields))
        name, _value = fields[at]
        fields[at] = random.choice(((name, values.text(random)), (f"Custom{random.randrange(50)}", "x"), (name, "")))
        if random.random() < 0.2:
            fields.append(random.choice(fields))
        if random.random() < 0.1:
            del fields[at]
    content = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields)
    if inner:
        content = f"<{inner}>{content}</{inner}>" * random.choice((1, 1, 1, 1, 0, 2))
    xmlns = random.choice((f' xmlns="{namespace}"', f' xmlns="{namespace}"', "", ' xmlns="urn:other"'))
    body = f"{_prolog(random)}<{root}{xmlns}>{content}</{root}>"
    return damaged(random, body.encode(random.choice(("utf-8",) * 12 + ("utf-16", "utf-7")), "xmlcharrefreplace"))


def _prolog(random: Random) -> str:
    if random.random() < 0.8:
        return ""
    return random.choice(
        (
            '<?xml version="1.0" encoding="utf-8"?>',
            '<?xml version="1.0" encoding="latin-1"?>',
            '<?xml version="1.1"?>',
            '<!DOCTYPE x [<!ENTITY a "aaaa">]>',
            '<!DOCTYPE x SYSTEM "file:///etc/hostname">',
            "<!-- " + "-" * 50 + " -->",
            "<a>" * 300,
        )
    )


def damaged(random: Random, body: bytes) -> bytes:
    """The body, seldom cut, with bytes changed, or with something before or behind it."""
    if random.random() < 0.93 or not body:
        return body
    at = random.randrange(len(body))
    return random.choice(
        (
            body[:at],
            body[:at] + bytes([random.randrange(256)]) + body[at + 1 :],
            body + body,
            b"\xef\xbb\xbf" + body,
            b"\xff" + body,
        )
    )
