"""What a fault may not be: each mistake with its field, all of them at once, in words of our own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

from harness_input.validation import ValidationFailed
from mockkit import faults
from mockkit.faults.kinds.answer import MAX_BODY, MAX_HEADERS, WITHOUT_BODY
from tests.mockkit.toy import World

ACME = "acme-company"
SERVICES = {"concur": ["expire-tokens"], "erp": []}
ANSWER = {"service": "concur", "do": "answer", "status": 503}
DELAY = {"service": "erp", "do": "delay", "seconds": 1}


def refusal(spec: object) -> dict[tuple[str | int, ...], str]:
    with pytest.raises(ValidationFailed) as refused:
        faults.read_fault(spec, SERVICES)
    assert len({each.path for each in refused.value.errors}) == len(refused.value.errors)
    return {each.path: each.message for each in refused.value.errors}


def test_all_errors_are_told_at_once() -> None:
    told = refusal({
        "service": "fax", "do": "answer", "method": "P OST", "path": "", "nth": 0, "times": -1, "probability": 2,
        "status": 99, "seconds": 0, "headers": {"Connection": "close", "a b": "x"}, "colour": 1,
    })  # fmt: skip
    assert {path[0] for path in told} == {
        "service", "method", "path", "nth", "times", "probability", "status", "seconds", "headers", "colour",
    }  # fmt: skip
    assert {path for path in told if path[0] == "headers"} == {("headers", "Connection"), ("headers", "a b")}


def test_what_would_have_been_right_is_listed() -> None:
    told = refusal({"service": "fax", "do": "explode", "colour": 1})
    assert all(name in told["service",] for name in SERVICES)
    assert all(name in told["do",] for name in faults.kinds())
    assert all(name in told["colour",] for name in ("service", "retry_after"))
    assert all(name in refusal({"service": "erp"})["do",] for name in faults.kinds())
    assert refusal({}).keys() == {("service",), ("do",)}
    assert "200" in refusal({"service": "erp", "do": "answer"})["status",]


def test_an_option_of_another_kind_is_told_from_one_that_no_kind_has() -> None:
    told = refusal({**DELAY, "retry_after": 3, "colour": 1})
    assert all(word in told["retry_after",] for word in ("throttle", "delay"))
    assert "seconds" in told["colour",]
    assert "retry_after" not in told["colour",]


def test_a_fault_that_was_read_back_can_be_armed_again() -> None:
    """It shows the options of all kinds: those of others say nothing."""
    shown = faults.ArmedFault(id="F-1", fault=faults.read_fault(DELAY, SERVICES)).to_json()
    assert {"status", "headers", "retry_after"} <= shown.keys()
    again = {name: value for name, value in shown.items() if name not in ("id", "seen", "fired", "why_not")}
    assert faults.read_fault(again, SERVICES) == faults.read_fault(DELAY, SERVICES)


def test_a_kind_is_for_services_that_can_do_what_it_needs() -> None:
    told = refusal({"service": "erp", "do": "expire-token"})
    assert "concur" in told["service",]
    assert "erp" not in refusal({"service": "fax", "do": "expire-token"})["service",]
    assert faults.read_fault({"service": "concur", "do": "expire-token"}, SERVICES).nth == 1


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ({"service": "concur"}, "do"),
        ({"service": "moon", "do": "drop-after"}, "service"),
        ({"service": "concur", "do": "explode"}, "do"),
        ({"service": "concur", "do": ["answer"]}, "do"),
        ({"service": 7, "do": "drop-after"}, "service"),
        ({"service": "concur", "do": "answer"}, "status"),
        ({"service": "concur", "do": "answer", "status": 99}, "status"),
        ({"service": "concur", "do": "answer", "status": "x"}, "status"),
        ({"service": "concur", "do": "delay"}, "seconds"),
        ({"service": "concur", "do": "delay", "seconds": 10**9}, "seconds"),
        ({"service": "concur", "do": "throttle"}, "retry_after"),
        ({"service": "erp", "do": "expire-token"}, "service"),
        ({"service": "concur", "do": "drop-after", "nth": 0}, "nth"),
        ({"service": "concur", "do": "drop-after", "times": 0}, "times"),
        ({"service": "concur", "do": "drop-after", "colour": "red"}, "colour"),
        (["a list"], ""),
    ],
)
def test_a_fault_that_makes_no_sense_names_its_field(spec: object, field: str) -> None:
    assert refusal(spec).keys() == {(field,) if field else ()}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Connection",
            "connection",
            "Keep-Alive",
            "Transfer-Encoding",
            "TE",
            "Trailer",
            "Upgrade",
            "Proxy-Connection",
        ),
        *("Proxy-Authenticate", "Content-Length", "content-length", "Date"),
        *("", "a b", "a:b", "a\r\nb", "\u00e9", "x" * 101),
    ],
)
def test_a_header_that_the_server_keeps_or_that_is_none_is_refused(name: str) -> None:
    assert refusal({**ANSWER, "headers": {name: "close"}}).keys() == {("headers", name)}


@pytest.mark.parametrize(
    "value", ["a\r\nSet-Cookie: b", "a\n", "a\0b", "a\tb", "\x7f", "\u20ac", " a", "a ", "x" * 8001]
)
def test_a_value_that_no_header_can_have_is_refused(value: str) -> None:
    assert refusal({**ANSWER, "headers": {"X-Any": value}}).keys() == {("headers", "X-Any")}


def test_a_header_is_given_once_and_not_too_many_are() -> None:
    assert refusal({**ANSWER, "headers": {"X-Any": "1", "x-any": "2"}}).keys() == {("headers", "x-any")}
    many = {f"X-{number}": "1" for number in range(MAX_HEADERS + 1)}
    assert refusal({**ANSWER, "headers": many}).keys() == {("headers",)}


@pytest.mark.parametrize("status", sorted(WITHOUT_BODY))
def test_a_status_without_content_has_none(world: World, status: int) -> None:
    assert refusal({**ANSWER, "status": status, "body": ""}).keys() == {("body",)}
    world.fault(ACME, do="answer", status=status, headers={"X-Any": "1"})
    answer = Client(world.pipeline).get("/count", headers={"Authorization": f"Bearer {ACME}"})
    assert (answer.status_code, answer.get_data()) == (status, b"")
    assert answer.headers["X-Any"] == "1"
    assert not {"Content-Type", "Content-Length"} & set(answer.headers.keys())


@pytest.mark.parametrize("status", [100, 101, 199, 600, 1000, -1, True, 200.5, "503", 2**70])
def test_a_status_that_no_answer_has_is_refused(status: object) -> None:
    assert refusal({**ANSWER, "status": status}).keys() == {("status",)}


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "body",
    [
        "\ud800",
        {"a": "\udfff"},
        {"\ud800": 1},
        nested(101),
        nested(5000),
        "x" * MAX_BODY,
        [float("inf")],
        float("nan"),
    ],
)
def test_a_body_that_no_answer_can_have_is_refused(body: Any) -> None:
    assert refusal({**ANSWER, "body": body}).keys() == {("body",)}


@pytest.mark.parametrize("seconds", [0, -1, 600.1, 1e300, float("inf"), float("nan"), "1", True])
def test_a_delay_is_of_seconds_that_can_pass(seconds: object) -> None:
    assert refusal({"service": "erp", "do": "delay", "seconds": seconds}).keys() == {("seconds",)}


@pytest.mark.parametrize("path", ["[!" * 6000, "*a" * 6000, "", "\n", "/a\x00", "x" * 501])
def test_a_glob_is_bounded(path: str) -> None:
    """To read ``[!`` six thousand times once took seconds, at every request."""
    assert refusal({**ANSWER, "path": path}).keys() == {("path",)}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["do", *faults.Fault.__struct_fields__, *faults.kinds().options, "colour"]
SOUND = {
    "service": st.sampled_from(["concur", "erp"]),
    "do": st.sampled_from(list(faults.kinds())),
    "status": st.integers(200, 599),
    "seconds": st.floats(0.1, 600),
    "retry_after": st.integers(0, 100),
    "headers": st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=3),
}


@given(st.fixed_dictionaries({}, optional={name: SOUND.get(name, VALUES) | VALUES for name in FIELDS}))
def test_whatever_is_given_is_a_fault_or_is_told_what_is_wrong(given: dict[str, Any]) -> None:
    try:
        fault = faults.read_fault(given, SERVICES)
    except ValidationFailed as refused:
        fault, told = None, refused.errors
    if fault is None:
        assert told
        assert all(each.path for each in told)
    else:
        assert faults.ArmedFault(id="F-1", fault=fault).to_json()["do"] == given["do"]
