from __future__ import annotations

import re

from mockkit.ids import Ids


def test_the_same_seed_gives_the_same_ids_and_another_gives_others() -> None:
    def made(seed: int) -> list[str]:
        ids = Ids(seed)
        return [ids.hex(), ids.uuid(), str(ids.number())]

    assert made(7) == made(7)
    assert made(7) != made(8)


def test_ids_go_on_where_the_counter_stands_and_never_repeat() -> None:
    ids = Ids(1)
    first = {ids.hex() for _ in range(500)}
    again = Ids(1, ids.counter)
    assert not first & {again.hex() for _ in range(500)}


def test_shapes() -> None:
    ids = Ids(3)
    assert re.fullmatch("[0-9A-F]{20}", ids.hex())
    assert re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", ids.uuid())
