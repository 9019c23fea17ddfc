"""Everything that is wrong with a bill, all at once.

`shape_errors` needs the bill alone; `bill_errors` also looks at what the company's books know about it
(`Facts`) and includes the former. One error never hides another, except where the second could not
be told: an unknown account has no state, an unreadable amount no sum.

*Assumed* throughout: the rules are this ERP's own, after what real ones check (accounts and
dimensions that exist and are open, a period and a rate for the day, a number used once).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mock_erp.domain import amounts
from mock_erp.domain.amounts import UnreadableAmount
from mock_erp.domain.bills import Content, Line
from mock_erp.domain.chart import Account, Period, Settings, TaxCode, Vendor
from mock_erp.domain.dimensions import DimensionType, DimensionValue
from mock_erp.domain.ledger import is_open
from mock_erp.domain.validation_errors import ErrorCode, FieldPath, ValidationError
from mockkit.money import is_currency, minor_digits

HEADER_LENGTHS = {"external_id": 120, "document_number": 45, "memo": 240}
LINE_LENGTHS = {"description": 240}
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the books know about one bill: the company's dimensions, the records that the bill names (unknown codes
    are absent from the mappings; values of dimensions are by the dimension's name and their code), the periods that
    hold its gl_date, whether there is a rate for its currency on that day, and whether its vendor has another draft
    or posted bill with its number.
    """

    today: date
    company_currency: str
    accounts: Mapping[str, Account]
    dimensions: tuple[DimensionType, ...]
    dimension_values: Mapping[tuple[str, str], DimensionValue]
    tax_codes: Mapping[str, TaxCode]
    vendor: Vendor | None
    periods: tuple[Period, ...]
    has_rate: bool
    is_duplicate: bool


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """What is wrong with a bill. Without `errors` it is accepted, `warnings` notwithstanding."""

    errors: tuple[ValidationError, ...]
    warnings: tuple[ValidationError, ...] = ()


def validate_bill(content: Content, facts: Facts, settings: Settings) -> ValidationResult:
    """Every error of the bill; a repeated number counts for what the company's settings say."""
    found = tuple(bill_errors(content, facts))
    if settings.duplicates == "refuse":
        return ValidationResult(found)
    repeated = tuple(error for error in found if error.code is ErrorCode.DOCUMENT_DUPLICATE)
    others = tuple(error for error in found if error.code is not ErrorCode.DOCUMENT_DUPLICATE)
    return ValidationResult(others, repeated if settings.duplicates == "warn" else ())


def shape_errors(content: Content) -> tuple[ValidationError, ...]:
    """Texts that are too long and amounts that are unreadable: not even a draft can hold them."""
    found = list(_lengths(content, HEADER_LENGTHS))
    for place, line in _placed(content):
        found += place.mark(_unreadable(line))
        found += place.mark(_lengths(line, LINE_LENGTHS))
    return tuple(found)


def bill_errors(content: Content, facts: Facts) -> Iterator[ValidationError]:
    """Every error, the header's first, then line by line."""
    yield from _lengths(content, HEADER_LENGTHS)
    yield from _vendor(content, facts)
    yield from _number(content, facts)
    yield from _period(content, facts)
    yield from _currency(content, facts)
    yield from _account(("liability_account",), content.liability_account, facts)
    yield from _sum(content)
    for place, line in _placed(content):
        yield from place.mark(_line(line, content.currency, facts))


def _line(line: Line, currency: str, facts: Facts) -> Iterator[ValidationError]:
    yield from _account(("account",), line.account, facts)
    yield from _amount(line, currency)
    yield from _dimensions(line, facts)
    yield from _required(line, facts)
    yield from _tax_code(line, facts)
    yield from _lengths(line, LINE_LENGTHS)


@dataclass(frozen=True, slots=True)
class _Place:
    """A line's place in its bill, put on errors that were found looking at the line alone."""

    prefix: FieldPath
    source_ref: str | None

    def mark(self, found: Iterable[ValidationError]) -> Iterator[ValidationError]:
        for error in found:
            yield ValidationError(
                code=error.code,
                path=self.prefix + error.path,
                value=error.value,
                source_ref=self.source_ref,
                message=error.message,
            )


def _placed(content: Content) -> Iterator[tuple[_Place, Line]]:
    for number, line in enumerate(content.lines):
        yield _Place(("lines", number), line.source_ref), line


def _error(code: ErrorCode, path: FieldPath, value: str | None, message: str) -> ValidationError:
    return ValidationError(code=code, path=path, value=value, source_ref=None, message=message)


def _quoted(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _lengths(part: Content | Line, limits: Mapping[str, int]) -> Iterator[ValidationError]:
    for field, limit in limits.items():
        value: str | None = getattr(part, field)
        if value is not None and len(value) > limit:
            message = f"{field} takes {limit} characters, this has {len(value)}"
            yield _error(ErrorCode.FIELD_TOO_LONG, (field,), _quoted(value), message)


def _vendor(content: Content, facts: Facts) -> Iterator[ValidationError]:
    vendor, place = content.vendor_id, ("vendor_id",)
    if facts.vendor is None:
        yield _error(ErrorCode.VENDOR_UNKNOWN, place, vendor, f"there is no vendor {_quoted(vendor)}")
    elif not facts.vendor.active:
        yield _error(ErrorCode.VENDOR_INACTIVE, place, vendor, f"vendor {vendor} is inactive")


def _number(content: Content, facts: Facts) -> Iterator[ValidationError]:
    if facts.is_duplicate:
        message = "the vendor has another draft or posted bill with this number"
        yield _error(ErrorCode.DOCUMENT_DUPLICATE, ("document_number",), content.document_number, message)


def _period(content: Content, facts: Facts) -> Iterator[ValidationError]:
    if not is_open(facts.periods):
        names = ", ".join(period.name for period in facts.periods)
        message = f"period {names} is closed" if names else "no period holds this date"
        yield _error(ErrorCode.PERIOD_CLOSED, ("gl_date",), content.gl_date.isoformat(), message)


def _currency(content: Content, facts: Facts) -> Iterator[ValidationError]:
    currency, place = content.currency, ("currency",)
    if not is_currency(currency):
        message = f"{_quoted(currency)} is no currency code of ISO 4217"
        yield _error(ErrorCode.CURRENCY_UNKNOWN, place, currency, message)
        return
    if facts.vendor is not None and facts.vendor.currency not in {None, currency}:
        message = f"vendor {content.vendor_id} is paid in {facts.vendor.currency}"
        yield _error(ErrorCode.CURRENCY_MISMATCH, place, currency, message)
    if currency != facts.company_currency and not facts.has_rate:
        message = f"there is no rate for {currency} on {content.gl_date.isoformat()}"
        yield _error(ErrorCode.RATE_MISSING, place, currency, message)


def _account(place: FieldPath, code: str, facts: Facts) -> Iterator[ValidationError]:
    account = facts.accounts.get(code)
    if account is None:
        yield _error(ErrorCode.ACCOUNT_UNKNOWN, place, code, f"there is no account {_quoted(code)}")
        return
    if not account.active:
        yield _error(ErrorCode.ACCOUNT_INACTIVE, place, code, f"account {code} is inactive")
    if not account.postable:
        yield _error(ErrorCode.ACCOUNT_NOT_POSTABLE, place, code, f"account {code} takes no postings")


def _sum(content: Content) -> Iterator[ValidationError]:
    if not content.lines:
        yield _error(ErrorCode.BILL_EMPTY, ("lines",), None, "a bill has at least one line")
        return
    if any(isinstance(line.amount, UnreadableAmount) for line in content.lines):  # an error of its line
        return
    total = content.total()
    if total < 0:
        shown = amounts.text(total, content.currency)
        message = f"the lines sum to {shown}; a {content.type} sums to zero or more"
        yield _error(ErrorCode.SIGN_INVALID, ("lines",), shown, message)


def _unreadable(line: Line) -> Iterator[ValidationError]:
    if isinstance(line.amount, UnreadableAmount):
        yield _error(ErrorCode.AMOUNT_INVALID, ("amount",), _quoted(line.amount.text), line.amount.reason)


def _amount(line: Line, currency: str) -> Iterator[ValidationError]:
    amount, place = line.amount, ("amount",)
    if isinstance(amount, UnreadableAmount):
        yield from _unreadable(line)
    elif not amount:
        yield _error(ErrorCode.AMOUNT_INVALID, place, f"{amount:f}", "a line's amount is not zero")
    elif is_currency(currency) and amounts.decimals(amount) > minor_digits(currency):
        message = f"{currency} has at most {minor_digits(currency)} digits after the point"
        yield _error(ErrorCode.AMOUNT_PRECISION, place, f"{amount:f}", message)


def _dimensions(line: Line, facts: Facts) -> Iterator[ValidationError]:
    for dimension in facts.dimensions:
        if dimension.name in line.dimensions:
            yield from _dimension(dimension, line.dimensions[dimension.name], facts)
    for name in sorted(line.dimensions.keys() - {dimension.name for dimension in facts.dimensions}):
        yield _error(ErrorCode.DIMENSION_UNKNOWN, ("dimensions", name), None, f"there is no dimension {_quoted(name)}")


def _dimension(dimension: DimensionType, code: str, facts: Facts) -> Iterator[ValidationError]:
    place, title = ("dimensions", dimension.name), dimension.title
    value = facts.dimension_values.get((dimension.name, code))
    if value is None:
        yield _error(dimension.unknown, place, code, f"there is no {title} {_quoted(code)}")
        return
    if value.ends_on is not None and value.ends_on < facts.today:
        yield _error(dimension.expired, place, code, f"{title} {code} ended on {value.ends_on.isoformat()}")
    if value.status == "closed":
        yield _error(dimension.closed, place, code, f"{title} {code} is closed")
    if not value.active:
        yield _error(dimension.inactive, place, code, f"{title} {code} is inactive")


def _required(line: Line, facts: Facts) -> Iterator[ValidationError]:
    account = facts.accounts.get(line.account)
    titles = {dimension.name: dimension.title for dimension in facts.dimensions}
    for name in account.requires if account is not None else ():
        if name not in line.dimensions:
            message = f"account {line.account} requires a {titles.get(name, name)}"
            yield _error(ErrorCode.DIMENSION_REQUIRED, ("dimensions", name), None, message)


def _tax_code(line: Line, facts: Facts) -> Iterator[ValidationError]:
    code = line.tax_code
    if code is not None and code not in facts.tax_codes:
        message = f"there is no tax code {_quoted(code)}"
        yield _error(ErrorCode.TAX_CODE_UNKNOWN, ("tax_code",), code, message)
