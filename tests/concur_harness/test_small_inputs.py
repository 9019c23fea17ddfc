"""Small inputs that would take long, or be answered at length: each is bounded, and told so.

Nothing here is measured in seconds: what is counted is what would take them.
"""

from __future__ import annotations

import difflib

import pytest

from concur_harness.control.responses import MAX_DETAIL, MAX_ERRORS, MAX_MESSAGE_LENGTH
from concur_harness.scenarios.errors import InvalidScenario
from concur_harness.scenarios.reading import object_from_yaml, scenario_from_object
from harness_input.suggestions import MAX_COMPARED
from harness_input.validation import MAX_ERRORS as MAX_IN_BODY

BASE = {"name": "x", "company": {"country": "US"}}


def refused(value: object) -> tuple[str, ...]:
    with pytest.raises(InvalidScenario) as refusal:
        scenario_from_object(value)
    return tuple(str(error) for error in refusal.value.errors)


def refused_yaml(text: str) -> str:
    with pytest.raises(InvalidScenario) as refusal:
        object_from_yaml(text.encode(), "mine.yaml")
    return str(refusal.value)


@pytest.fixture
def compared(monkeypatch) -> list[str]:
    """The names that were compared with those of all fields."""
    names: list[str] = []
    near = difflib.get_close_matches

    def close_matches(name, *rest, **how):
        names.append(name)
        return near(name, *rest, **how)

    monkeypatch.setattr("difflib.get_close_matches", close_matches)
    return names


def test_of_very_many_unknown_fields_a_few_are_compared_and_the_first_told(compared) -> None:
    """10,000 once took six seconds, 90,000 in a file a minute."""
    told = refused({**BASE, "ownr": 1, **{f"field{number}": 1 for number in range(10_000)}})
    assert "ownr: unknown field; there are name" in told[0]
    assert told[-1] == f"there are more errors than these {MAX_IN_BODY}"
    assert (len(told), len(compared)) == (MAX_IN_BODY + 1, MAX_COMPARED)


def test_a_name_that_comes_again_is_compared_once(compared) -> None:
    told = refused({**BASE, "reports": [{"name": "R", "owner": "ann@example.com", "purpos": ""}] * 500})
    assert sum("did you mean purpose?" in line for line in told) == 500
    assert compared == ["purpos"]


def test_a_name_that_is_too_long_for_a_field_is_not_compared(compared) -> None:
    refused({**BASE, "reports" * 100: 1})
    assert compared == []


@pytest.mark.parametrize(
    "number",
    ["1" * 5000, "1" + ":59" * 200, "0x" + "f" * 5000, "0b" + "1" * 5000, "0" + "7" * 5000, "1_" * 3000,
     "1." + "1" * 100, "1" + ":59" * 200 + ".5", "-" + "1" * 100],
)  # fmt: skip
def test_a_long_number_in_a_file_is_not_read(number: str) -> None:
    """YAML knows numbers to the base of 60: 200,000 digits of them once took 24 seconds, or an OverflowError."""
    assert "mine.yaml:2:7: seed: a number of more than 40 characters" in refused_yaml(f"name: x\nseed: {number}\n")


@pytest.mark.parametrize("value", ['"' + "1" * 100 + '"', "1:59", "0x1f", "1.5e10", "x" * 100])
def test_other_scalars_are_read(value: str) -> None:
    assert "number of more" not in refused_yaml(f"name: x\nseed: {value}\n")


def spent(taxes: int, allocations: int, items: int = 0) -> dict:
    taxed = {
        "type": "LODNG",
        "amount": "100.00",
        "taxes": [{"authority": f"A{number}", "rate": "1", "reclaim": "0"} for number in range(taxes)],
        "allocations": [{"percent": "0.001"}] * allocations,
    }
    return {"type": "LODNG", "items": [taxed] * items} if items else taxed


def report(**fields: object) -> dict:
    return {**BASE, "reports": [{"name": "R", "owner": "ann@example.com", **fields}]}


def test_taxes_are_not_shared_among_allocations_without_end() -> None:
    """3,000 of the one and 1,000 of the other once took 158 seconds and were answered with 347 MB."""
    assert (
        "reports[0].entries[0].allocations: would make more than 10000 rows"
        in refused(report(entries=[spent(100, 100)]))[0]
    )
    told = refused(report(entries=[spent(100, 100, items=3)]))
    assert [line.partition(":")[0] for line in told] == [
        f"reports[0].entries[0].items[{n}].allocations" for n in range(3)
    ]


def test_copies_are_counted_with_what_each_holds() -> None:
    entry = {"type": "TAXIX", "amount": "1.00"}
    assert (
        "reports[0].copies: would make more than 500000 rows"
        in refused(report(copies=100_000, entries=[entry] * 10))[0]
    )
    assert "reports[0].entries: would make more" in refused(report(entries=[spent(90, 100)] * 60))[0]
    assert scenario_from_object(report(copies=100_000, entries=[entry])).reports[0].copies == 100_000


def test_what_was_sent_is_not_sent_back_at_length(world) -> None:
    for body in (
        {"scenario": "x" * 1_000_000},
        {"scenario": {**BASE, "x" * 1_000_000: 1}},
        {f"field{number}": 1 for number in range(10_000)},
        {"scenario": {**BASE, "payment_types": [{"name": f"T{n}", "code": "C", "class": "cash"} for n in range(2000)],
                      "reports": [{"name": "R", "owner": "ann@example.com",
                                   "entries": [{"type": "LODNG", "amount": "1", "payment": "none"}] * 500}]}},
    ):  # fmt: skip
        answer = world.control("POST", "/companies", body)
        assert answer.status == 422
        assert len(answer.json["errors"]) <= MAX_ERRORS
        assert len(answer.text) < MAX_ERRORS * 4 * MAX_MESSAGE_LENGTH + 2 * MAX_DETAIL
        assert len(answer.text) < 100_000


@pytest.mark.parametrize("what", ["/faults", "/traffic?path="])
def test_a_glob_that_takes_long_to_read_is_refused(made, what) -> None:
    glob = "[!" * 6000
    if what == "/faults":
        answer = made.control("POST", what, {"service": "erp", "do": "answer", "status": 500, "path": glob})
    else:
        answer = made.control("GET", what + glob)
    assert (answer.status, answer.places) == (422, ["/path" if what == "/faults" else "path"])
