from __future__ import annotations

from mockkit.lru_cache import LruCache


def test_the_least_recently_used_goes_first() -> None:
    cache: LruCache[bytes] = LruCache(10, len)
    cache.put("a", b"12345")
    cache.put("b", b"12345")
    assert cache.get("a") == b"12345"
    cache.put("c", b"123")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"12345", None, b"123")


def test_keeping_again_replaces_and_counts_once() -> None:
    cache: LruCache[bytes] = LruCache(10, len)
    for _ in range(5):
        cache.put("a", b"12345")
    cache.put("b", b"12345")
    assert cache.get("a") is not None


def test_a_body_larger_than_the_store_is_handed_back_and_not_kept() -> None:
    cache: LruCache[bytes] = LruCache(3, len)
    assert cache.put("a", b"12345") == b"12345"
    assert cache.get("a") is None


def test_without_weights_there_may_be_so_many_values() -> None:
    cache: LruCache[int] = LruCache(2)
    for number in range(3):
        cache.put(number, number)
    assert [cache.get(number) for number in range(3)] == [None, 1, 2]
