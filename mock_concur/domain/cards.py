"""Charges on company cards: plausible, and always the same card for the same person and payment type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import NamedTuple

from mock_concur.domain.ids import IdMaker
from mock_concur.domain.lengths import LENGTHS
from mock_concur.domain.model import CardTransaction
from mock_concur.domain.setup import PaymentType


class Place(NamedTuple):
    """Where money is spent."""

    city: str
    subdivision: str
    country: str


class Merchant(NamedTuple):
    """Who takes the money, and the card networks' code for what they sell."""

    name: str
    category: str


PLACES: Mapping[str, Place] = {
    "US": Place("Seattle", "US-WA", "US"),
    "DE": Place("Berlin", "DE-BE", "DE"),
    "GB": Place("London", "GB-LND", "GB"),
    "CA": Place("Winnipeg", "CA-MB", "CA"),
}

MERCHANTS: Mapping[str, Merchant] = {
    "AIRFR": Merchant("Northern Airways", "4511"),
    "BRKFT": Merchant("Corner Bakery", "5814"),
    "CARRT": Merchant("Roundabout Car Rental", "7512"),
    "DINNR": Merchant("The Copper Pan", "5812"),
    "GASXX": Merchant("Crossroads Fuel", "5541"),
    "LODNG": Merchant("Harbour Hotel", "7011"),
    "LODTX": Merchant("Harbour Hotel", "7011"),
    "LUNCH": Merchant("Market Kitchen", "5812"),
    "OFCSP": Merchant("Paper & Pen", "5943"),
    "PARKG": Merchant("Central Parking", "7523"),
    "TAXIX": Merchant("City Cabs", "4121"),
    "TRAIN": Merchant("Regional Railways", "4112"),
}
OTHER_MERCHANT = Merchant("General Services", "7399")


def place_of(country: str) -> Place:
    """Where people of a company in this country spend their money unless somebody says otherwise."""
    return PLACES.get(country, Place("", "", country))


def account_number(login: str, payment: PaymentType) -> str:
    """The number of the person's card: in a range that card networks keep for tests, with its check digit."""
    amex = "amex" in payment.name.lower()
    prefix, length = ("370000", 15) if amex else ("400000", 16)
    seed = int.from_bytes(blake2b(f"{login}/{payment.name}".encode(), digest_size=8).digest())
    body = prefix + str(seed).zfill(20)[-(length - 1 - len(prefix)) :]
    return body + _check_digit(body)


def _check_digit(body: str) -> str:
    """Luhn: from the right, every other digit counts double, its digits summed."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in body[::-2])
    return str(-(doubled + sum(int(digit) for digit in body[-2::-2])) % 10)


def card_transaction(
    *,
    payment: PaymentType,
    login: str,
    merchant: Merchant,
    place: Place,
    on: date,
    amount: Decimal,
    currency: str,
    posted: Decimal,
    posted_currency: str,
    ids: IdMaker,
) -> CardTransaction:
    """The charge that an expense was made from, posted by the issuer on the next day.

    Names are cut to what a charge has room for (*documented*: "Get report details", CardTransaction).
    """
    number = account_number(login, payment)
    return CardTransaction(
        id=ids.hex(20),
        account_number=number,
        description=payment.name,
        card_type_code="AX" if number.startswith("37") else "VI",
        reference_number=ids.hex(23),
        transaction_date=on,
        posted_date=on + timedelta(days=1),
        transaction_amount=amount,
        transaction_currency=currency,
        posted_amount=posted,
        posted_currency=posted_currency,
        merchant_name=merchant.name[: LENGTHS["TransactionMerchantName"]],
        merchant_city=place.city[: LENGTHS["MerchantCity"]],
        merchant_state=place.subdivision.partition("-")[2],
        merchant_country=place.country,
        merchant_reference=ids.hex(15),
        merchant_category=merchant.category,
        billing_amount=posted,
    )
