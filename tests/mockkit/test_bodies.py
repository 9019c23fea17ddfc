from __future__ import annotations

from mockkit.bodies import Bodies


def test_the_least_recently_used_goes_first() -> None:
    bodies: Bodies[bytes] = Bodies(most_bytes=10)
    bodies.keep("a", b"12345")
    bodies.keep("b", b"12345")
    assert bodies.get("a") == b"12345"
    bodies.keep("c", b"123")
    assert (bodies.get("a"), bodies.get("b"), bodies.get("c")) == (b"12345", None, b"123")


def test_keeping_again_replaces_and_counts_once() -> None:
    bodies: Bodies[bytes] = Bodies(most_bytes=10)
    for _ in range(5):
        bodies.keep("a", b"12345")
    bodies.keep("b", b"12345")
    assert bodies.get("a") is not None


def test_a_body_larger_than_the_store_is_handed_back_and_not_kept() -> None:
    bodies: Bodies[bytes] = Bodies(most_bytes=3)
    assert bodies.keep("a", b"12345") == b"12345"
    assert bodies.get("a") is None
