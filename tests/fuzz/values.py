"""Values that have broken somebody's parser: each is handed out as text, JSON or XML."""

from __future__ import annotations

import json
from random import Random
from typing import Any

TEXTS: tuple[str, ...] = (
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "\r\n",
        "\t",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\uffff",
        "\U0001f4a9",
    ),
    *(
        "null",
        "None",
        "true",
        "Y",
        "y",
        "[]",
        "{}",
        "' OR 1=1 --",
        "<b>&amp;</b>",
        "]]>",
        "%00",
        "%zz",
        "../../etc",
        "$p$s",
    ),
    *(
        "0",
        "-0",
        "-1",
        "1e3",
        "1E+999999",
        "1e-999999",
        "NaN",
        "-Infinity",
        "sNaN",
        "0x10",
        "1_000",
        "1,5",
        "+5",
        ".5",
        "5.",
    ),
    *("\u0661\u0662\u0663", "9" * 40, "0." + "3" * 400, "123456789012345678901234567890.12345678901234567890"),
    *(
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
        "9999-12-31T23:59:59.999999",
        "2026-02-30",
        "2026-13-01",
        "10000-01-01",
    ),
    *("-5d", "99999999d", "-99999999d", "2026-01-01T00:00:00+14:00", "2026-01-01T25:00:00Z", "2026-W01-1"),
    *(
        "USD",
        "usd",
        "XXZ",
        "XXX",
        "\u20ac\u20ac\u20ac",
        "EURO",
        "JPY",
        "KWD",
        "Employee",
        "Company",
        "Cash",
        "Forms",
        "batch",
    ),
    *("PROCESSING", "processing", "A_PEND", "Approve", "APPROVE", "Send Back to Employee", "Recall to Processor"),
)

LONG = (300, 3_000, 70_000)


def text(random: Random) -> str:
    """A text of the kind that somebody sends once a year."""
    if random.random() < 0.1:
        return random.choice("aé\u0416\U0001f4a9<&[!*(.+") * random.choice(LONG)
    if random.random() < 0.1:
        return "".join(
            chr(random.choice((random.randrange(0x20), random.randrange(0x250), random.randrange(0xD7FF))))
            for _ in range(8)
        )
    return random.choice(TEXTS)


def scalar(random: Random) -> Any:
    """Any JSON scalar."""
    numbers = (0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**400, 1.5, 1e308, -0.0)
    return random.choice((text(random), text(random), None, True, False, random.choice(numbers)))


def value(random: Random, depth: int = 3) -> Any:
    """Any JSON value, nested a little; now and then a lot."""
    if random.random() < 0.02:
        return nested(random.choice((100, 2_000)))
    roll = random.random()
    if depth == 0 or roll < 0.7:
        return scalar(random)
    if roll < 0.85:
        return [value(random, depth - 1) for _ in range(random.randrange(4))]
    return {text(random)[:40]: value(random, depth - 1) for _ in range(random.randrange(4))}


class Raw:
    """JSON text that stands for itself: what an encoder would not write."""

    def __init__(self, written: str) -> None:
        self.written = written


def nested(depth: int) -> Raw:
    """Lists in lists."""
    return Raw("[" * depth + "]" * depth)


def dumped(document: Any) -> bytes:
    """The document as JSON, :class:`Raw` parts as they are; lone surrogates and all."""
    parts: list[str] = []

    def default(raw: Any) -> str:
        parts.append(raw.written)
        return f"\ue000{len(parts) - 1}\ue000"

    written = json.dumps(document, default=default)
    for number, part in enumerate(parts):
        written = written.replace(f'"\\ue000{number}\\ue000"', part)
    return written.encode("utf-8", "surrogatepass")
