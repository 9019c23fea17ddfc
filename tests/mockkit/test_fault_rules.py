"""What a fault may not be: each mistake with its field, all of them at once, in words of our own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

from mockkit import faults
from mockkit.fault_rules import MOST_BODY, MOST_HEADERS, WITHOUT_BODY
from tests.mockkit.toy import World

ACME = "acme-company"
ANSWER = {"service": "concur", "do": "answer", "status": 503}


def refusal(spec: object) -> dict[tuple[str | int, ...], str]:
    with pytest.raises(faults.FaultRefused) as refused:
        faults.spec_from(spec)
    return {each.path: each.message for each in refused.value.mistakes}


def test_all_mistakes_are_told_at_once() -> None:
    told = refusal({
        "service": "fax", "do": "answer", "method": "P OST", "path": "", "nth": 0, "times": -1, "status": 99,
        "seconds": 0, "retry_after": -1, "headers": {"Connection": "close", "a b": "x"}, "colour": 1,
    })  # fmt: skip
    assert {path[0] for path in told} == {
        "service", "method", "path", "nth", "times", "status", "seconds", "retry_after", "headers", "colour",
    }  # fmt: skip
    assert {path for path in told if path[0] == "headers"} == {("headers", "Connection"), ("headers", "a b")}


def test_what_would_have_been_right_is_listed() -> None:
    told = refusal({"service": "fax", "do": "explode", "colour": 1})
    assert all(name in told["service",] for name in ("concur", "erp"))
    assert all(name in told["do",] for name in faults.ACTS)
    assert "kill" not in told["do",]
    assert all(name in told["colour",] for name in ("service", "retry_after"))
    assert all(name in refusal({"service": "erp", "do": "kill"})["do",] for name in faults.ACTS)
    assert refusal({}).keys() == {("service",), ("do",)}


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
    assert refusal({**ANSWER, "headers": {name: "close"}}).keys() == {("headers", name[:100])}


@pytest.mark.parametrize(
    "value", ["a\r\nSet-Cookie: b", "a\n", "a\0b", "a\tb", "\x7f", "\u20ac", " a", "a ", "x" * 8001]
)
def test_a_value_that_no_header_can_have_is_refused(value: str) -> None:
    assert refusal({**ANSWER, "headers": {"X-Any": value}}).keys() == {("headers", "X-Any")}


def test_a_header_is_given_once_and_not_too_many_are() -> None:
    assert refusal({**ANSWER, "headers": {"X-Any": "1", "x-any": "2"}}).keys() == {("headers", "x-any")}
    many = {f"X-{number}": "1" for number in range(MOST_HEADERS + 1)}
    assert refusal({**ANSWER, "headers": many}).keys() == {("headers",)}


@pytest.mark.parametrize("status", sorted(WITHOUT_BODY))
def test_a_status_without_content_has_none(world: World, status: int) -> None:
    assert refusal({**ANSWER, "status": status, "body": ""}).keys() == {("body",)}
    world.fault(ACME, do="answer", status=status, headers={"X-Any": "1"})
    answer = Client(world.gate).get("/count", headers={"Authorization": f"Bearer {ACME}"})
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
        "x" * MOST_BODY,
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
FIELDS = [*faults.Spec.__dataclass_fields__, "colour"]
SOUND = {
    "service": st.sampled_from(["concur", "erp"]),
    "do": st.sampled_from(sorted(faults.ACTS)),
    "status": st.integers(200, 599),
    "seconds": st.floats(0.1, 600),
    "retry_after": st.integers(0, 100),
    "headers": st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=3),
}


@given(st.fixed_dictionaries({}, optional={name: SOUND.get(name, VALUES) | VALUES for name in FIELDS}))
def test_whatever_is_given_is_a_fault_or_is_told_what_is_wrong(given: dict[str, Any]) -> None:
    try:
        spec = faults.spec_from(given)
    except faults.FaultRefused as refused:
        spec, told = None, refused.mistakes
    if spec is None:
        assert told
        assert all(each.path for each in told)
    else:
        assert faults.Fault(id="F-1", spec=spec).shown()["do"] == given["do"]
