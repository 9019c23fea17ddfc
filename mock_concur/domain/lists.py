"""A company's own lists of values, such as its projects or cost centers, from which custom fields take theirs."""

from __future__ import annotations

from dataclasses import dataclass

MAX_LEVELS = 10
"""So many levels has an item's name in Concur's lists: Level1Code to Level10Code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomList:
    """A list of values; of a connected one the items of a level lie below those of the level before."""

    id: str
    name: str
    levels: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """One value of a list: ``code`` is its own, unique below its parent; ``parent_id`` is empty on the first level."""

    id: str
    list_id: str
    code: str
    value: str
    parent_id: str = ""
    level: int = 1
