"""Rows of older versions of mockkit's section, as this one has them."""

from __future__ import annotations

import json

import pytest

from mockkit import migrations
from mockkit.faults import registry

OF_ALL_KINDS = {
    "service": "erp", "method": "POST", "path": "/x", "nth": 2, "times": None,
    "status": None, "body": None, "headers": {}, "seconds": None, "retry_after": None,
}  # fmt: skip


@pytest.mark.parametrize(
    "own",
    [
        {"do": "answer", "status": 503, "body": {"a": 1}, "headers": {"X-A": "b"}},
        {"do": "delay", "seconds": 1.5},
        {"do": "throttle", "retry_after": 3},
        *({"do": kind} for kind in ("drop-before", "drop-after", "expire-token")),
    ],
)
def test_a_fault_is_kept_with_the_options_of_its_kind(own: dict[str, object]) -> None:
    old = {"fault_id": "F-1", "number": 1, "spec": json.dumps({**OF_ALL_KINDS, **own}), "seen": 1, "fired": 0}
    (row,) = migrations.faults_with_their_own_options({"kit_faults": [old]})["kit_faults"]
    fault = registry.kinds().decode(row["spec"])
    assert (fault.kind(), fault.path, fault.nth, fault.times) == (own.pop("do"), "/x", 2, None)
    assert {name: getattr(fault, name) for name in own} == own


def test_a_company_keeps_what_it_was_made_from() -> None:
    old = {"name": "x", "genesis": json.dumps({"name": "", "seed": 1, "genesis": {"scenario": "default"}})}
    (row,) = migrations.companies_with_their_origin({"kit_companies": [old]})["kit_companies"]
    assert row.keys() == {"name", "origin"}
    assert json.loads(row["origin"]) == {"name": "", "seed": 1, "source": {"scenario": "default"}}
