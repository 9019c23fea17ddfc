"""Query parameters of the lists: which there are, and what they narrow the list to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from mock_erp.dialects.native import errors
from mock_erp.domain.bills import Status
from mockkit.database.paging import Comparison, Condition, Page

MAX = 1000
DEFAULT = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """A parameter: the column that it is compared with, and how its text is read.

    `read` raises ValueError, with a sentence for the client, for a text it cannot read.
    """

    column: str
    read: Callable[[str], Any] = str
    comparison: Comparison = "="


def page(given: MultiDict[str, str], filters: Mapping[str, Filter], key: Callable[[str], Any]) -> Page:
    """The page of a list that is asked for; `key` reads the parameter `after`.

    Raises Problem (400) naming every parameter at fault.
    """
    readers = {name: known.read for name, known in filters.items()}
    values = read(given, {**readers, "after": key, "limit": limit})
    return Page(
        conditions=tuple(
            Condition(known.column, values[name], known.comparison) for name, known in filters.items() if name in values
        ),
        after=(values["after"],) if "after" in values else None,
        limit=values.get("limit", DEFAULT),
    )


def read(given: MultiDict[str, str], readers: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
    """The parameters' values. Raises Problem (400) naming every one that is unknown, is given twice, or
    has a value that cannot be read.
    """
    values: dict[str, Any] = {}
    wrong: list[dict[str, Any]] = []
    for name, texts in given.lists():
        try:
            values[name] = _value(readers.get(name), texts)
        except ValueError as error:
            found = errors.error("PARAMETER_INVALID", None, texts[0][:200], str(error))
            wrong.append({**found, "parameter": name[:200]})
    if wrong:
        raise errors.invalid_query(wrong)
    return values


def _value(reader: Callable[[str], Any] | None, texts: list[str]) -> Any:
    if reader is None:
        raise ValueError("there is no such parameter")
    if len(texts) > 1:
        raise ValueError("this was given more than once")
    if "\x00" in texts[0]:
        raise ValueError("this must not contain the character NUL")
    return reader(texts[0])


def limit(text: str) -> int:
    """How many items a page holds."""
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= MAX):
        raise ValueError(f"limit is a number from 1 to {MAX}")
    return int(text)


def number(text: str) -> int:
    """The key of a list that is sorted by number."""
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise ValueError("after is what `next` of the page before says")
    return int(text)


def boolean(text: str) -> bool:
    """true or false."""
    if text not in {"true", "false"}:
        raise ValueError("this is true or false")
    return text == "true"


def day(text: str) -> str:
    """A day, as the store keeps it."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ValueError("this is a day, YYYY-MM-DD")


def open_or_closed(text: str) -> str:
    """The status of a project or a period."""
    if text not in {"open", "closed"}:
        raise ValueError("this is open or closed")
    return text


def bill_status(text: str) -> str:
    """The status of a bill."""
    try:
        return Status(text).value
    except ValueError:
        raise ValueError(f"this is one of {', '.join(Status)}") from None
