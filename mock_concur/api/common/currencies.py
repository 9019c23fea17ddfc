"""The names of currencies as ``TransactionCurrencyName`` gives them: country first, ``US, Dollar``.

*Documented* for the US dollar (the sample of "Get report details"); the others follow its pattern (*assumed*).
"""

from __future__ import annotations

_NAMES = {
    "AED": "United Arab Emirates, Dirham",
    "AUD": "Australia, Dollar",
    "BRL": "Brazil, Real",
    "CAD": "Canada, Dollar",
    "CHF": "Switzerland, Franc",
    "CLP": "Chile, Peso",
    "CNY": "China, Yuan Renminbi",
    "COP": "Colombia, Peso",
    "CZK": "Czech Republic, Koruna",
    "DKK": "Denmark, Krone",
    "EUR": "Euro",
    "GBP": "UK, Pound Sterling",
    "HKD": "Hong Kong, Dollar",
    "HUF": "Hungary, Forint",
    "IDR": "Indonesia, Rupiah",
    "ILS": "Israel, New Shekel",
    "INR": "India, Rupee",
    "JPY": "Japan, Yen",
    "KRW": "South Korea, Won",
    "KWD": "Kuwait, Dinar",
    "MXN": "Mexico, Peso",
    "MYR": "Malaysia, Ringgit",
    "NOK": "Norway, Krone",
    "NZD": "New Zealand, Dollar",
    "PHP": "Philippines, Peso",
    "PLN": "Poland, Zloty",
    "RON": "Romania, Leu",
    "SAR": "Saudi Arabia, Riyal",
    "SEK": "Sweden, Krona",
    "SGD": "Singapore, Dollar",
    "THB": "Thailand, Baht",
    "TRY": "Turkey, Lira",
    "TWD": "Taiwan, New Dollar",
    "USD": "US, Dollar",
    "ZAR": "South Africa, Rand",
}


def currency_name(code: str) -> str:
    """The currency's name, or its code where we know no name."""
    return _NAMES.get(code, code)
