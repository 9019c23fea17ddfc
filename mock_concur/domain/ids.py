"""Ids in the forms that Concur gives them, and what is asked of their maker: that it never makes the same one twice."""

from __future__ import annotations

from typing import Protocol

_PROTECTED_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789$"
_PROTECTED_LENGTH = 34
_TO_PROTECTED = bytes(ord(_PROTECTED_ALPHABET[byte % len(_PROTECTED_ALPHABET)]) for byte in range(256))
"""The letter for each byte; translating is ten times as fast as looking up one by one."""


class IdMaker(Protocol):
    """Makes the kinds of ids that reports bear; ``mockkit.ids.Ids`` is one."""

    def digest(self) -> bytes:
        """32 bytes."""

    def hex(self, length: int = 20) -> str:
        """Upper-case hexadecimal digits, as of report ids."""

    def number(self) -> int:
        """A running number."""


def protected_id(ids: IdMaker, prefix: str = "n") -> str:
    """A 34-character id like the encrypted ones in URLs; the alphabet contains ``$`` (*observed*)."""
    drawn = (ids.digest() + ids.digest())[: _PROTECTED_LENGTH - len(prefix)]
    return prefix + drawn.translate(_TO_PROTECTED).decode()
