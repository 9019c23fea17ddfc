"""Ids made from a seed and a counter: the same company, built again, bears the same ids, and none comes twice."""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID


class Ids:
    """A maker of ids for one company. ``counter`` is where it stands; whoever used it stores that again."""

    def __init__(self, seed: int, counter: int = 0) -> None:
        self._seed = seed
        self.counter = counter

    def digest(self) -> bytes:
        """32 bytes like no others of the company's."""
        self.counter += 1
        return blake2b(f"{self._seed}/{self.counter}".encode(), digest_size=32).digest()

    def hex(self, length: int = 20) -> str:
        """Upper-case hexadecimal digits, at most 64."""
        return self.digest().hex().upper()[:length]

    def uuid(self) -> str:
        """A version 4 UUID in lower case."""
        return str(UUID(bytes=self.digest()[:16], version=4))

    def number(self) -> int:
        """The next of the company's running numbers, six digits and more."""
        self.counter += 1
        return 100_000 + self.counter
