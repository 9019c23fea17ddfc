"""What is never shown of a case, in whatever form it stands, and what a terminal would obey."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.engine.redaction import MASK, Redactor, printable

TOKEN = "0f0e/+secret==0f0e"
HIDDEN = Redactor([TOKEN, "", "ab", "key-1", "key-1-and-more"], ["4111111111111111"], [("client", TOKEN)])


@pytest.mark.parametrize(
    "text",
    [
        f"Bearer {TOKEN}",
        f"x{TOKEN}y",
        "token=0f0e%2F%2Bsecret%3D%3D0f0e",
        "Basic Y2xpZW50OjBmMGUvK3NlY3JldD09MGYwZQ==",
    ],
)
def test_a_secret_is_found_and_masked_in_every_form(text: str) -> None:
    assert HIDDEN.secret_in(text)
    assert "secret" not in HIDDEN.redact(text)
    assert "Y2xpZW50" not in HIDDEN.redact(text)
    assert MASK in HIDDEN.redact(text)


def test_of_a_secret_that_begins_with_another_nothing_stays() -> None:
    assert HIDDEN.redact("key-1-and-more") == MASK


def test_what_is_too_short_to_be_a_secret_is_left_alone() -> None:
    assert not HIDDEN.secret_in("about cab fares")


def test_a_card_number_keeps_its_last_digits() -> None:
    assert HIDDEN.redact("paid 4111-1111-1111-1111.") == f"paid {MASK}1111."
    assert HIDDEN.redact("id 14111111111111111, 5555555555554444") == "id 14111111111111111, 5555555555554444"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x1b]0;pwned\x07", r"\x1b[2J\x1b]0;pwned\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("real\rfake", r"real\x0dfake"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}exit 0", r"\u202eexit 0"),
        ("a\tb\r\nc\n", "a\tb\nc\n"),
        ("5 \N{EURO SIGN}", "5 \N{EURO SIGN}"),
    ],
)
def test_control_characters_are_written_out(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    shown = printable(text)
    assert printable(shown) == shown
    assert not [each for each in shown if unicodedata.category(each) == "Cc" and each not in "\t\n"]
