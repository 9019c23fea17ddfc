from __future__ import annotations

import re

from mock_concur.domain.ids import protected_id
from mockkit.ids import Ids


def test_a_protected_id_looks_as_observed() -> None:
    assert re.fullmatch(r"gW[A-Za-z0-9$]{32}", protected_id(Ids(3), "gW"))


def test_protected_ids_come_again_from_the_same_seed_and_never_twice() -> None:
    def some(ids: Ids) -> list[str]:
        return [protected_id(ids) for _ in range(500)]

    assert some(Ids(7)) == some(Ids(7))
    assert len(set(some(Ids(7)))) == 500
