"""Every way of sending a secret, and that none of it is shown."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockkit.traffic.masking import Masker, is_secret

SECRET = "3f1c9a52-7d0e-4b6a-9c3f-8e2d5a417b60"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4iLCJhdWQiOiJhY21lIn0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"
SECRETS = (SECRET, JWT, "demo-erp-key")
MASKER = Masker(SECRETS)


def percent(text: str, *, every: int = 1) -> str:
    return "".join(f"%{ord(each):02x}" if index % every == 0 else each for index, each in enumerate(text))


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(each):04X}" for each in text)


WAYS: dict[str, str | Callable[[str], str]] = {
    "a form": "grant_type=refresh_token&client_secret={0}&x=1",
    "a form with the name escaped": "client%5Fsecret={0}",
    "a form with every other character escaped": lambda secret: f"client_secret={percent(secret, every=2)}",
    "a form escaped as a whole": lambda secret: percent(f"client_secret={secret}"),
    "a form escaped twice": lambda secret: f"body={quote(quote(f'x={percent(secret)}'))}",
    "a form under a name that says nothing": "x={0}",
    "JSON": '{{"client_secret": "{0}"}}',
    "JSON with spaces and a number": '{{"client_secret" :\n "{0}", "pin": 1}}',
    "JSON with escapes": lambda secret: f'{{"note": "{escaped(secret)}"}}',
    "JSON within JSON": lambda secret: json.dumps({"log": json.dumps({"note": escaped(secret)})}),
    "JSON with the slashes escaped": lambda secret: f'{{"url": "https:\\/\\/erp\\/{secret}\\/"}}',
    "XML": "<Token><refresh_token>{0}</refresh_token></Token>",
    "XML with a prefix": "<a:Note xmlns:a='urn:a'>{0}</a:Note>",
    "XML with character references": lambda secret: f"<Note>{''.join(f'&#x{ord(each):x};' for each in secret)}</Note>",
    "XML with decimal references": lambda secret: f"<Note>{''.join(f'&#{ord(each)};' for each in secret)}</Note>",
    "XML in CDATA": "<password><![CDATA[{0}]]></password>",
    "an attribute": "<login name='ann' key=\"{0}\"/>",
    "multipart": '--x\r\nContent-Disposition: form-data; name="client_secret"\r\n\r\n{0}\r\n--x--\r\n',
    "a path": "/api/v1/{0}/bills",
    "a path without anything around it": "/{0}",
    "a query in a path": "/api/v1/bills%3Faccess_token%3D{0}",
    "a matrix parameter": "/api/v1/bills;key={0}",
    "Basic authentication": lambda secret: b64encode(f"acme:{secret}".encode()).decode(),
    "Base64 one byte on": lambda secret: b64encode(f"acme1:{secret}".encode()).decode(),
    "Base64 two bytes on": lambda secret: b64encode(f"acme12:{secret}!".encode()).decode(),
    "Base64 for URLs": lambda secret: urlsafe_b64encode(f"\xff\xfe:{secret}".encode()).decode().rstrip("="),
    "Base64 in a form": lambda secret: f"auth={quote(b64encode(f'acme:{secret}'.encode()).decode(), safe='')}",
    "Base64 within a path": lambda secret: f"/x/{b64encode(f'a:{secret}'.encode()).decode()}/y",
    "hexadecimal digits": lambda secret: secret.encode().hex(),
    "upper case": lambda secret: secret.encode().hex().upper(),
    "UTF-16": lambda secret: f"<Note>{secret}</Note>".encode("utf-16-le").decode(),
    "glued to a word": "Bearer{0}",
    "amid other characters": "aaaa{0}bbbb",
    "twice": "{0}{0}",
    "a line of headers": "POST / HTTP/1.1\r\nAuthorization: Bearer {0}\r\n\r\n",
    "a cookie": "a=b; session={0}; c=d",
}


def sent(way: str, secret: str) -> str:
    made = WAYS[way]
    return made.format(secret) if isinstance(made, str) else made(secret)


def revealed(text: str, secret: str) -> bool:
    """Whether half of the secret can be read in the text, or in what it says in another writing."""
    half = len(secret) // 2
    parts = {secret[start : start + half] for start in range(len(secret) - half)}
    encoded = {b64encode(part.encode()[skip:]).decode()[:-4] for part in parts for skip in range(3)}
    return any(form in text for part in parts for form in (part, part.encode().hex())) or any(
        form in text for form in encoded
    )


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("way", WAYS)
def test_a_secret_is_hidden_in_whatever_way_it_was_sent(way: str, secret: str) -> None:
    text = sent(way, secret)
    assert not revealed(MASKER.text(text), secret)
    assert "***" in MASKER.text(text)


@pytest.mark.parametrize(
    "name", ["Authorization", "Proxy-Authorization", "X-Api-Key", "Cookie", "Set-Cookie", "X-Any", "Referer"]
)
@pytest.mark.parametrize(
    "way", ["a form under a name that says nothing", "Basic authentication", "a cookie", "a path", "glued to a word"]
)
def test_a_secret_is_hidden_in_every_header(way: str, name: str) -> None:
    for prefix in ("", "Basic ", "Bearer ", "OAuth   "):
        assert not revealed(MASKER.header(name, prefix + sent(way, SECRET)), SECRET)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer " + "x" * 20, "Bearer ***xxxx"),
        ("Authorization", "OAuth short", "OAuth ***"),
        ("Authorization", "hunter2", "***"),
        ("Authorization", "hunter2 and more", "***more"),
        ("Authorization", "Digest username=ann, response=hunter2222", "Digest ***2222"),
        ("Cookie", "session=hunter2; a=b", "*** a=b"),
        ("X-API-Key", "hunter2", "***"),
        ("X-ConsumerKey", "hunter2", "***"),
        ("X-Client_Secret", "hunter2", "***"),
        ("Accept", "application/json", "application/json"),
        ("Content-Type", "multipart/form-data; boundary=x", "multipart/form-data; boundary=x"),
    ],
)
def test_headers_that_hold_secrets_are_known_by_their_names(name: str, value: str, shown: str) -> None:
    assert Masker().header(name, value) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            '{"access_token": "aaaabbbbccccdddd", "token_type": "Bearer"}',
            '{"access_token": "***dddd", "token_type": "Bearer"}',
        ),
        ('{"refresh_token":"aaaabbbbccccdddd"}', '{"refresh_token":"***dddd"}'),
        ('{"password": "a\\"b", "x": 1}', '{"password": "***", "x": 1}'),
        ('{"clientSecret": "hunter2"}', '{"clientSecret": "***"}'),
        ('{"api-key": 123456, "x": 1}', '{"api-key": ***, "x": 1}'),
        ('{"client_secret": "hunter2', '{"client_secret": "***'),
        ('{"log": "{\\"password\\": \\"hunter2\\"}"}', '{"log": "{\\"password\\": \\"***\\"}"}'),
        (
            "grant_type=x&client_secret=hunter2&refresh_token=aaaabbbbccccdddd",
            "grant_type=x&client_secret=***&refresh_token=***dddd",
        ),
        ("client%5Fsecret=hunter2&a=1", "client%5Fsecret=***&a=1"),
        ("%63lient_secret=hunter2", "%63lient_secret=***"),
        ("password=a%26b&c=d", "password=***&c=d"),
        ("password=", "password="),
        ("<Password>hunter2</Password>", "<Password>***</Password>"),
        ("<a:api_key x='1'>hunter2</a:api_key>", "<a:api_key x='1'>***</a:api_key>"),
        ("<password><![CDATA[hunter2]]></password>", "<password><![CDATA[***]]></password>"),
        ('<login password="hunter2"/>', '<login password="***"/>'),
        ('name="password"\r\n\r\nhunter2\r\n--x', 'name="password"\r\n\r\n***\r\n--x'),
        (
            'name="password"\r\nContent-Type: text/plain\r\n\r\nhunter2\r\n--x',
            'name="password"\r\nContent-Type: text/plain\r\n\r\n***\r\n--x',
        ),
        ("https://ann.example/?next=1&access_token=hunter2#x", "https://ann.example/?next=1&access_token=***"),
        ('{"token_type": "Bearer", "expires_in": 3600, "tokens": "none", "secretary": "Ann"}',) * 2,
        ('{"error": "invalid_client", "error_description": "client_secret was not supplied"}',) * 2,
        ("The token has expired.",) * 2,
    ],
)
def test_fields_that_hold_secrets_are_known_by_their_names(text: str, shown: str) -> None:
    """So what is wrong, or another company's, is hidden too."""
    assert Masker().text(text) == shown


@pytest.mark.parametrize(
    "name", ["client_secret", "Client-Secret", "consumer.secret", "id_token", "X-Api-Key", "Password", "Token"]
)
def test_names_are_compared_without_what_writes_them(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<AccountNumber>4000001234567899</AccountNumber>", "<AccountNumber>***7899</AccountNumber>"),
        ('{"AccountNumber": "378282246310005"}', '{"AccountNumber": "***0005"}'),
        ("card 4111 1111 1111 1111, thanks", "card ***1111, thanks"),
        ("card=5500-0000-0000-0004&x", "card=***0004&x"),
        ("card%3D4111%201111%201111%201111", "card%3D***1111"),
        ("4111111111111112",) * 2,  # another check digit
        ("1764000000000000",) * 2,  # microseconds
        ("4111111111111111.00",) * 2,  # an amount
        ("A4111111111111111",) * 2,
        ("41111111111111110000000",) * 2,
        ("2026-01-31 09:00:00",) * 2,
        ("011000015 000123456789",) * 2,
    ],
)
def test_of_a_card_number_the_last_four_digits_are_shown(text: str, shown: str) -> None:
    assert Masker().text(text) == shown


def test_what_is_no_secret_is_shown_as_it_was() -> None:
    text = '{"amount": "125.00", "note": "50 % off &amp; \\u00fc, key P-100", "id": "demo-erp-kex"} <a b="c">d</a>\n'
    assert MASKER.text(text) == text
    assert Masker().text(text) == text


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_that_a_long_body_was_cut_within_is_hidden(secret: str) -> None:
    for kept in range(6, len(secret)):
        text = f"x={secret[:kept]}"
        assert MASKER.text(text, cut=True) == "x=***"
        assert MASKER.text(text) == text


def test_one_secret_within_another_leaves_nothing_of_the_longer() -> None:
    masker = Masker(["abcdefgh", "abcdefgh-ijklmnop", "zyx-abcdefgh"])
    for secret in ("abcdefgh-ijklmnop", "zyx-abcdefgh", "abcdefghabcdefgh"):
        assert "abcdefgh" not in masker.text(secret)
        assert "ijkl" not in masker.text(secret)


def test_values_too_short_to_be_secrets_are_not_looked_for() -> None:
    assert Masker(["", "a", "abc"]).text("abc a 1") == "abc a 1"


TEXTS = st.text(alphabet=st.sampled_from('%5FuU\\&#x3;"<>=a\0é\U0001f600' + SECRET[:8]), max_size=80)


@given(TEXTS, TEXTS, st.sampled_from(sorted(WAYS)), st.booleans())
def test_whatever_stands_around_it_a_secret_is_hidden(before: str, after: str, way: str, cut: bool) -> None:
    text = f"{before} {sent(way, SECRET)} {after}"
    assert SECRET not in MASKER.text(text, cut=cut)


@given(st.text(max_size=200))
def test_a_secret_is_hidden_in_any_text(text: str) -> None:
    surrounded = f"{text} {SECRET} {text}"
    assert SECRET not in MASKER.text(surrounded, cut=True)
    assert SECRET not in MASKER.header("X-Any", surrounded)
    assert SECRET not in MASKER.header("Authorization", surrounded)
