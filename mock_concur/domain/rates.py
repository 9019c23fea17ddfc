"""Exchange rates: what is taken as one, and the one that an entry shows.

*Observed* (recorded replies): v2.0 shows the rate that multiplies the amount spent, with 14 decimals. *Documented*
(published financial integration example 6.1.2): where a card's posted amount wins, the rate is what the two amounts
come to, even at home (56.10 for 55.10: 1.018). *Assumed*: a rate that divides (example 1.4) is shown as its reciprocal.
"""

from __future__ import annotations

from decimal import Decimal

from mock_concur.domain.amounts import posted_amount
from mock_concur.domain.custom_fields import Path
from mock_concur.domain.errors import FieldError
from mock_concur.domain.model import Entry

RATES = (Decimal("1e-9"), Decimal("1e9"))
"""Exchange rates lie between these."""

RATE_STEP = Decimal("1e-14")
"""Exchange rates have 14 decimals (*documented*: the sample of "Get report details")."""


def checked_rate(rate: Decimal, path: Path, *, at_home: bool = False) -> Decimal:
    """The rate; raises ``FieldError`` where it is not a positive number within reason, or at home not one."""
    if not rate.is_finite() or not RATES[0] <= rate <= RATES[1]:
        raise FieldError(path, f"not a rate between {RATES[0]:f} and {RATES[1]:f}")
    if at_home and rate != 1:
        raise FieldError(path, "the amount is in the report's own currency, whose rate is 1")
    return rate


def shown_rate(entry: Entry, currency: str) -> Decimal:
    """The rate by which the entry's amount is multiplied to what was posted in the report's ``currency``.

    An entry that is not itemized: amount times rate, half up, is what was posted, as far as 14 decimals go. Items
    are converted one by one, so what is posted of an itemized entry, their sum, may be cents away from its product.
    """
    rate = entry.exchange_rate if entry.rate_direction == "M" else 1 / entry.exchange_rate
    rate = rate.quantize(RATE_STEP)
    if not entry.transaction_amount or all(
        item.posted_amount == posted_amount(item.transaction_amount, rate, "M", currency) for item in entry.items
    ):
        return rate
    return (entry.posted_amount / entry.transaction_amount).quantize(RATE_STEP)
