from __future__ import annotations

from dataclasses import replace

from mock_erp.application.idempotency import fingerprint
from tests.mock_erp.domain.bill_making import CONTENT


def test_dimensions_in_another_order_say_the_same():
    """A dialect may take them as a map, which clients write in any order."""
    (line,) = CONTENT.lines
    turned = replace(line, dimensions=dict(reversed([*line.dimensions.items()])))
    assert fingerprint(replace(CONTENT, lines=(turned,))) == fingerprint(CONTENT)
