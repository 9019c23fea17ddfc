"""The token endpoint, and taking tokens back."""

from __future__ import annotations

from mock_concur.behaviours import pages
from mockkit.behaviours import assumed, documented, family, observed

_TOKEN = ("POST /oauth2/v0/token",)
_CODES = pages.AUTHENTICATION.under("/token", "response_codes")

FAMILY = family(
    "OAuth 2 tokens",
    documented(
        "concur.oauth.grants",
        "A token is given for refresh_token, client_credentials and password (of a user, or with credtype=authtoken "
        "of the company by its request token).",
        pages.AUTHENTICATION.under("Obtaining a token", "obtain_token"),
        pages.COMPANY.under("Obtaining an auth token", "obtain_token"),
    ),
    documented(
        "concur.oauth.lifetimes",
        "An access token is good for an hour, a refresh token for six months, a company's request token for 24 hours "
        "and any number of times.",
        pages.AUTHENTICATION.under("Obtaining a token", "obtain_token"),
        pages.AUTHENTICATION.under("Refreshing a token", "refresh_token"),
        pages.COMPANY.under("Obtaining an auth token", "obtain_token"),
    ),
    assumed(
        "concur.oauth.tokens-forgotten",
        "A token that has run out is known as the company's for 24 hours more, and of its access and refresh tokens "
        "the newest 1,000 each; what a client was given when it was registered is always known. A forgotten token is "
        "answered as an unknown one.",
        because="A connector may fetch a token for every request, and what it fetched would only ever grow.",
    ),
    documented(
        "concur.oauth.refresh-token-stays",
        "A refresh gives the same refresh token back, as most of the time.",
        pages.AUTHENTICATION.under("Refreshing a token", "refresh_token"),
    ),
    documented(
        "concur.oauth.client-credentials-reply",
        "The reply to client_credentials has no refresh_token and no id_token.",
        pages.AUTHENTICATION.under("Client Credentials grant", "client_credentials"),
    ),
    assumed(
        "concur.oauth.service-user",
        "client_credentials speaks for the application's service user, who is a Web Services Administrator in the "
        "companies that ship.",
        pages.AUTHENTICATION.under("Client Credentials grant", "client_credentials"),
        because="The page names the application as the principal, not its roles; connectors need this role for "
        "journals and commits.",
    ),
    observed(
        "concur.oauth.expires-in",
        "expires_in is a number; the page's samples have a text.",
    ),
    observed(
        "concur.oauth.reply",
        "A reply holds expires_in, scope, token_type, access_token, refresh_token, refresh_expires_in (a point in "
        "time), id_token and geolocation without a slash at the end.",
    ),
    documented(
        "concur.oauth.errors",
        "An error is a JSON object of code, error, error_description and geolocation; codes, errors and descriptions "
        "are the page's. Of its codes there are 5, 10, 16, 51, 52, 54, 60 to 65, 106, 108, 115 and 120.",
        _CODES,
    ),
    assumed(
        "concur.oauth.error-status",
        "A numbered error is answered 400, but 401 for 61 and 64 and 403 for 60.",
        _CODES,
        because="The page lists the statuses and the codes, not which code has which status.",
    ),
    assumed(
        "concur.oauth.client-without-secret",
        "A client that was registered without a secret is answered 115.",
        _CODES,
        because="The page says that an unauthenticated client gets no token; this is how one comes about.",
    ),
    assumed(
        "concur.oauth.other-errors",
        "Any other error of these paths has the same form, with the HTTP status as its code.",
        because="No page shows one.",
    ),
    assumed(
        "concur.oauth.passwords",
        "Everybody's password is welcome.",
        because="People of a mock company need none of their own.",
    ),
    assumed(
        "concur.oauth.company-by-form",
        "At the token endpoint the form alone says which company a request is for; an Authorization header there "
        "counts for nothing.",
        because="The page takes client and secret from the form.",
    ),
    documented(
        "concur.oauth.revoke",
        "DELETE /app-mgmt/v0/connections takes back every token of the caller's user from the application that asks.",
        pages.AUTHENTICATION.under("Revoking a token", "revoke_token"),
        concerns=("DELETE /app-mgmt/v0/connections",),
    ),
    assumed(
        "concur.oauth.revoke-access",
        "That takes back access tokens too, at once.",
        pages.AUTHENTICATION.under("Revoking a token", "revoke_token"),
        because="The page names refresh tokens only; a connection that is cut should not go on for an hour.",
        concerns=("DELETE /app-mgmt/v0/connections",),
    ),
    concerns=_TOKEN,
)
