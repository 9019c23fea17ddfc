"""An entry of the registry of behaviours says what it rests on, or cannot be declared."""

from __future__ import annotations

import pytest

from mockkit.behaviours import BehaviourError, Registry, Source, assumed, documented, family, observed

PAGE = Source("A page", "", "https://example.com/page.html")


def test_a_heading_has_its_anchor():
    assert PAGE.under("A heading", "here") == Source("A page", "A heading", "https://example.com/page.html#here")
    assert Source("Printed").under("A heading", "here").url == ""
    assert str(PAGE.under("A heading")) == 'A page, "A heading"'


def test_what_was_observed_has_a_source_of_its_own():
    assert observed("a.b", "It does.").sources


@pytest.mark.parametrize(
    "declare",
    [
        lambda: documented("a.b", "It does."),
        lambda: assumed("a.b", "It does.", because=""),
        lambda: documented("a.b", "No sentence", PAGE),
        lambda: documented("Not an id", "It does.", PAGE),
    ],
)
def test_an_entry_without_what_it_needs_is_refused(declare):
    with pytest.raises(BehaviourError):
        declare()


def test_a_family_hands_its_concerns_down():
    one = family(
        "T",
        documented("a.b", "It does.", PAGE),
        documented("a.c", "It does.", PAGE, concerns=("GET /c",)),
        concerns=("GET /b", "journal"),
    )
    assert [each.concerns for each in one.behaviours] == [("GET /b", "journal"), ("GET /c",)]
    assert Registry({"P": [one]}).routes() == {"GET /b", "GET /c"}


def test_an_id_is_used_once():
    twice = [family("T", documented("a.b", "It does.", PAGE), concerns=()) for _ in range(2)]
    with pytest.raises(BehaviourError, match=r"a\.b"):
        Registry({"P": twice})
