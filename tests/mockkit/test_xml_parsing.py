from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockkit.xml_parsing import MalformedXml, escape, parse


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"no xml",
        b"<a>",
        b"<a></b>",
        b"<a>\xff</a>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"),
        b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><l>&c;</l>',
    ],
)
def test_what_is_not_plain_xml_is_refused(document: bytes) -> None:
    with pytest.raises(MalformedXml):
        parse(document)


@given(st.text(st.characters() | st.characters(categories=["Cs", "Cc"])))
def test_what_is_escaped_is_read_again(text: str) -> None:
    read = parse(f"<a>{escape(text)}</a>".encode()).text or ""
    forbidden = dict.fromkeys([*set(range(32)) - {9, 10, 13}, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
    assert read == text.translate(forbidden).replace("\r\n", "\n").replace("\r", "\n")


def test_quotes_stay_as_they_are() -> None:
    assert escape('O\'Brien & "Sons" <1>') == 'O\'Brien &amp; "Sons" &lt;1&gt;'
