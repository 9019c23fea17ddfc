"""The scenario form, version 1: what may stand in a scenario, each field declared once.

A field's line here says its name, type, constraint, default and what it is for. From it come the check with every
mistake at once (:mod:`harness_input.validation`), the tables of ``docs/scenario-fields.md``, the JSON Schema and the
control API's description; fields that Concur or the ERP have under the same name go there by that name
(:mod:`concur_harness.scenarios.conversion`). Amounts, rates and days stay the texts that they are; what a day means
depends on the company's today. A field that is left out is what the base company of the country says, or else the
default given here. Rows of a list with a ``KEY`` are laid over those of the base that it finds.
"""

# Without postponed annotations: the codec reads them at run time, and compiling each from its text takes longer.
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from concur_harness.scenarios.constraints import (
    AccountCode,
    Amount,
    Clean,
    Currency,
    Day,
    ExpenseTypeCode,
    Login,
    Month,
    Name,
    PaymentTypeName,
    Percent,
    Printable,
    Rate,
    Spec,
    Text,
    fits,
)
from concur_harness.scenarios.custom_fields import (
    CustomFieldsSpec,
    EntryCustomFieldsSpec,
    HeaderCustomFieldsSpec,
    OrgUnitsSpec,
)
from harness_input.validation import Doc, FieldError, Reference
from mock_concur.domain.lengths import LENGTHS
from mock_concur.domain.model import is_name_of_side
from mock_concur.domain.setup import COMPANY_OWES, PaymentClass, Role

OpenOrClosed = Literal["open", "closed"]
At = Literal["draft", "pending", "accounting", "processing", "paid"]

ReimbursementMethod = Literal["ADPPAY", "ADPPAYR", "APCHECK", "CNQRPAY", "PMTSERV"]
TaxAuthority = Annotated[Printable, fits("TaxAuthorityLabel")]
TaxName = Annotated[Printable, fits("TaxName")]
LedgerName = Annotated[Printable, fits("LedgerName")]

NOTHING: Any = msgspec.field(default_factory=dict)

MAX_COPIES = 100_000
MAX_ROWS = 500_000
"""So many rows may a report come to with all its copies (:func:`_rows`); a few hundred lines could ask for millions."""
MAX_ROWS_OF_EXPENSE = 10_000


class CompanySpec(Spec, frozen=True, kw_only=True):
    """The company itself."""

    country: Annotated[Name, Doc("the base company: US, DE, GB or CA")]
    currency: Annotated[Currency, Doc("of its books, in Concur and in the ERP")]
    name: Annotated[Name, Doc("what it is called")]
    status_names: Annotated[dict[Name, Name], Doc("status codes renamed, as customers may")] = NOTHING
    custom_types: Annotated[dict[Name, Name], Doc("types of custom fields by element, e.g. `Custom1: List`")] = NOTHING
    tax_names: Annotated[dict[TaxAuthority, TaxName], Doc("names of taxes by their authority")] = NOTHING
    recall_by_employee: Annotated[bool, Doc("employees may recall what they submitted")] = True
    api_at_processor_step: Annotated[bool, Doc("the API approves and sends back what waits for a processor")] = False


class BankAccountSpec(Spec, frozen=True, kw_only=True):
    """Where an employee is reimbursed."""

    bank_number: Annotated[Clean, fits("BankNumber")] = ""
    bank_name: Annotated[Clean, fits("BankName")] = ""
    branch_location: Annotated[Clean, fits("BranchLocation")] = ""
    account_number: Annotated[Clean, fits("AccountNumber")] = ""
    account_name: Text = ""
    address_line1: Annotated[Clean, fits("PostalAddressLine1")] = ""
    address_line2: Annotated[Clean, fits("PostalAddressLine2")] = ""
    city: Annotated[Clean, fits("PostalAddressCity")] = ""
    region: Annotated[Clean, fits("PostalAddressRegion")] = ""
    postal_code: Annotated[Clean, fits("PostalAddressCode")] = ""
    country: Annotated[Clean, fits("PostalAddressCountry")] = ""


class PersonSpec(OrgUnitsSpec, frozen=True, kw_only=True):
    """A user of the company."""

    KEY: ClassVar[str] = "login"

    login: Name
    employee_id: Annotated[Printable, fits("EmployeeID"), Doc("also the external id of the vendor that is paid")]
    first: Annotated[Printable, fits("FirstName")]
    last: Annotated[Printable, fits("LastName")]
    middle: Annotated[Clean, fits("MiddleInitial")] = ""
    roles: tuple[Role, ...] = ("employee",)
    approver: Annotated[Text, Reference("login"), Doc("who approves this person's reports")] = ""
    ledger: Annotated[LedgerName, Doc("which accounts of an expense type their expenses go to")] = "DEFAULT"
    cash_advance_account: Annotated[AccountCode, Doc("what was advanced to them")] = ""
    reimbursement_method: ReimbursementMethod = "APCHECK"
    group_id: Annotated[Clean, fits("EmployeeCustom21")] = ""
    bank_account: Annotated[BankAccountSpec, Doc("where they are reimbursed")] = BankAccountSpec()
    active: bool = True


class PaymentTypeSpec(Spec, frozen=True, kw_only=True, rename={"class_": "class"}):
    """How an expense is paid."""

    KEY: ClassVar[str] = "name"

    name: Annotated[Printable, fits("PaymentTypeName")]
    code: Annotated[Printable, fits("PaymentTypeCode")]
    class_: Annotated[
        PaymentClass,
        Doc(
            "`cash`; `IBIP` individually billed and paid; `IBCP` individually billed, company paid; `CBCP` company "
            "billed and paid; `COPD` paid by the company otherwise"
        ),
    ]
    offset: Annotated[bool, Doc("personal items are set off against cash")] = False
    clearing_account: Annotated[AccountCode, Doc("what personal items of a company's card are claimed on")] = ""
    vendor: Annotated[Text, Doc("external id of the issuer or supplier that the company pays")] = ""
    liability_account: Annotated[Text, Reference("account"), Doc("what the company owes the vendor")] = ""

    def inconsistencies(self) -> Iterator[FieldError]:
        """The journal tells parties apart by name; whom the company pays is a vendor with an account."""
        if is_name_of_side(self.name):
            yield FieldError(("name",), f"{self.name} is what a journal calls a side of its own; choose another name")
        for field in ("vendor", "liability_account") if self.class_ in COMPANY_OWES else ():
            if not getattr(self, field):
                told = f"is required where the company pays the issuer (class {self.class_})"
                yield FieldError((field,), told, "missing")


class ExpenseTypeSpec(Spec, frozen=True, kw_only=True):
    """A kind of expense."""

    KEY: ClassVar[str] = "code"

    code: Annotated[Printable, fits("ExpenseTypeID")]
    name: Annotated[Printable, fits("ExpenseTypeName")]
    spend_category: Name = "Other"
    accounts: Annotated[dict[LedgerName, AccountCode], Doc("by ledger")] = NOTHING
    secondary: Annotated[dict[LedgerName, AccountCode], Doc("by ledger, for what exceeds a travel allowance")] = NOTHING


class AccountSpec(Spec, frozen=True, kw_only=True):
    """An account of the ERP."""

    KEY: ClassVar[str] = "code"

    code: Name
    name: Text = ""
    postable: Annotated[bool, Doc("header accounts are not")] = True
    active: bool = True
    requires: Annotated[
        tuple[Literal["project", "cost_center"], ...], Doc("the dimensions that every bill line on it must bear")
    ] = ()


class ProjectSpec(Spec, frozen=True, kw_only=True):
    """A project of the ERP."""

    KEY: ClassVar[str] = "code"

    code: Name
    name: Text = ""
    status: OpenOrClosed = "open"
    ends_on: Annotated[Day | None, Doc("its last day; it is expired from the next on")] = None


class CostCenterSpec(Spec, frozen=True, kw_only=True):
    """A cost center of the ERP."""

    KEY: ClassVar[str] = "code"

    code: Name
    name: Text = ""
    active: bool = True


class TaxCodeSpec(Spec, frozen=True, kw_only=True):
    """A tax code of the ERP."""

    KEY: ClassVar[str] = "code"

    code: Name
    name: Text = ""


class VendorSpec(Spec, frozen=True, kw_only=True):
    """A vendor of the ERP. People and card issuers are vendors without being named here."""

    KEY: ClassVar[str] = "external_id"

    external_id: Name
    name: Text = ""
    active: bool = True
    currency: Annotated[Currency | None, Doc("the only one that it takes bills in")] = None
    missing: Annotated[bool, Doc("the ERP does not have it")] = False


class PeriodSpec(Spec, frozen=True, kw_only=True):
    """An accounting period: a month, from its first day to its last."""

    KEY: ClassVar[str] = "name"

    name: Month
    status: OpenOrClosed = "open"


class RateSpec(Spec, frozen=True, kw_only=True):
    """What one unit of a currency is worth in the company's."""

    currency: Currency
    rate: Rate
    starts_on: Annotated[Day | None, Doc("its first day")] = None
    ends_on: Annotated[Day | None, Doc("its last day")] = None


class SettingsSpec(Spec, frozen=True, kw_only=True):
    """How the ERP behaves where real ones differ."""

    validates: Annotated[Literal["create", "post"], Doc("when it refuses a faulty bill")] = "create"
    posting: Annotated[Literal["explicit", "automatic"], Doc("`automatic` posts a bill as it is created")] = "explicit"
    duplicates: Annotated[
        Literal["refuse", "allow", "warn"], Doc("what a vendor's second bill with the same number meets")
    ] = "refuse"
    idempotency_after_delete: Annotated[
        Literal["release", "replay"], Doc("what becomes of an Idempotency-Key when its bill is deleted or voided")
    ] = "release"


class ErpSpec(Spec, frozen=True, kw_only=True):
    """The ERP's master data."""

    accounts: tuple[AccountSpec, ...] = ()
    projects: tuple[ProjectSpec, ...] = ()
    cost_centers: tuple[CostCenterSpec, ...] = ()
    tax_codes: tuple[TaxCodeSpec, ...] = ()
    vendors: tuple[VendorSpec, ...] = ()
    periods: Annotated[
        tuple[PeriodSpec, ...] | OpenOrClosed,
        msgspec.Meta(description="a list of periods, or one word for all: open, closed"),
        Doc("months that are special, or what all of them are"),
    ] = ()
    rates: tuple[RateSpec, ...] = ()
    settings: SettingsSpec = SettingsSpec()


class TaxSpec(Spec, frozen=True, kw_only=True):
    """A tax that an amount includes."""

    authority: Annotated[TaxAuthority, Doc("its label, e.g. DEVAT")]
    rate: Annotated[Rate, Doc("in percent of the net")]
    reclaim: Annotated[Percent, Doc("how much of it may be reclaimed, in percent")]
    name: Annotated[Clean, fits("TaxName")] = ""


class AllocationSpec(CustomFieldsSpec, frozen=True, kw_only=True):
    """A share of an expense, with the custom fields that it is charged to."""

    percent: Percent = "100"


class CommentSpec(Spec, frozen=True, kw_only=True):
    """What somebody wrote."""

    text: Text
    by: Annotated[Text, Reference("login"), Doc("left out: the report's owner")] = ""


Comments = tuple[Annotated[Text | CommentSpec, msgspec.Meta(description="a text, or an object with text and by")], ...]


class ItemSpec(EntryCustomFieldsSpec, frozen=True, kw_only=True):
    """One line of an itemized expense."""

    type: ExpenseTypeCode
    amount: Annotated[Amount, Doc("in the entry's currency")]
    date: Annotated[Day | None, Doc("left out: the entry's")] = None
    personal: bool = False
    purpose: Annotated[Clean, fits("BusinessPurpose")] = ""
    account: Annotated[AccountCode | None, Doc("instead of its type's")] = None
    allowance_limit: Annotated[Amount | None, Doc("what exceeds it goes to the secondary account")] = None
    taxes: tuple[TaxSpec, ...] = ()
    allocations: tuple[AllocationSpec, ...] = ()

    def inconsistencies(self) -> Iterator[FieldError]:
        """The bounds of what it comes to."""
        yield from _too_many_rows(self)


class EntrySpec(EntryCustomFieldsSpec, frozen=True, kw_only=True):
    """One expense; itemized where it has ``items``."""

    type: ExpenseTypeCode
    payment: Annotated[PaymentTypeName, Doc("name of the payment type")] = "Cash"
    date: Day = "-5d"
    amount: Annotated[Amount | None, Doc("may be left out where `items` are given")] = None
    currency: Annotated[Currency | None, Doc("left out: the company's")] = None
    rate: Annotated[Rate | None, Doc("required abroad, unless `card_posted` is given; at home it is 1")] = None
    rate_direction: Annotated[Literal["M", "D"], Doc("multiply, divide")] = "M"
    card_posted: Annotated[Amount | None, Doc("what the card's issuer posted: it wins over any rate")] = None
    personal: bool = False
    purpose: Annotated[Clean, fits("BusinessPurpose")] = ""
    vendor: Annotated[Clean, fits("VendorDescription")] = ""
    city: Text = ""
    account: Annotated[AccountCode | None, Doc("instead of its type's")] = None
    allowance_limit: Annotated[Amount | None, Doc("what exceeds it goes to the secondary account")] = None
    taxes: tuple[TaxSpec, ...] = ()
    allocations: tuple[AllocationSpec, ...] = ()
    items: tuple[ItemSpec, ...] = ()
    comments: Comments = ()

    def inconsistencies(self) -> Iterator[FieldError]:
        """An expense has an amount or items; and the bounds of what it comes to."""
        if self.amount is None and not self.items:
            yield FieldError(("amount",), "is required where there are no items", "missing")
        yield from _too_many_rows(self)


def _rows(spending: EntrySpec | ItemSpec) -> int:
    """How many rows of taxes and journal an expense comes to, roughly: each allocation has its share of each tax."""
    return max(1, len(spending.allocations)) * (1 + len(spending.taxes))


def _too_many_rows(spending: EntrySpec | ItemSpec) -> Iterator[FieldError]:
    if _rows(spending) > MAX_ROWS_OF_EXPENSE:
        yield FieldError(("allocations",), f"would make more than {MAX_ROWS_OF_EXPENSE} rows with these taxes")


class AdvanceSpec(Spec, frozen=True, kw_only=True):
    """Cash handed out before the trip."""

    amount: Amount
    returned: Annotated[Amount, Doc("what of it came back")] = "0"


class ReportSpec(HeaderCustomFieldsSpec, frozen=True, kw_only=True):
    """An expense report and how far it has come."""

    name: Annotated[Printable, fits("ReportName")]
    owner: Annotated[Login, Doc("whose report it is")]
    at: Annotated[At, Doc("how far it has come")] = "processing"
    purpose: Annotated[Clean, fits("Purpose")] = ""
    copies: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=MAX_COPIES)] | None, Doc("makes that many, named with a number from 1")
    ] = None
    cash_advance: AdvanceSpec | None = None
    entries: tuple[EntrySpec, ...] = ()
    comments: Comments = ()

    def inconsistencies(self) -> Iterator[FieldError]:
        """What is submitted has entries; and the bounds of what it comes to with all copies."""
        if self.at != "draft" and not self.entries:
            yield FieldError(("at",), "a report without entries cannot be submitted; leave it a draft")
        rows = sum(_rows(entry) + sum(map(_rows, entry.items)) for entry in self.entries)
        if rows * (self.copies or 1) > MAX_ROWS:
            field = "copies" if self.copies else "entries"
            yield FieldError((field,), f"would make more than {MAX_ROWS} rows in all")
        if self.copies and len(self.copy_name(self.copies)) > LENGTHS["ReportName"]:
            yield FieldError(("name",), f"must be at most {LENGTHS['ReportName']} characters, a copy's number included")

    def copy_name(self, number: int) -> str:
        """What one of the copies is called."""
        return f"{self.name} {number}"


class Scenario(Spec, frozen=True, kw_only=True):
    """A whole scenario, the base company merged in."""

    name: Name
    company: CompanySpec
    about: Annotated[Text, Doc("what it shows, for people")] = ""
    people: tuple[PersonSpec, ...] = ()
    payment_types: tuple[PaymentTypeSpec, ...] = ()
    expense_types: tuple[ExpenseTypeSpec, ...] = ()
    employee_liability_account: Annotated[Name, Reference("account"), Doc("what the company owes its employees")]
    dimensions: Annotated[
        dict[Literal["project", "cost_center"], Name | None],
        Doc("which custom field of an allocation each dimension of a bill line is; part of the connector's mapping"),
    ] = NOTHING
    tax_accounts: Annotated[
        dict[Name, Annotated[Name, Reference("account")] | None],
        Doc("accounts of reclaimable tax by tax authority; part of the connector's mapping"),
    ] = NOTHING
    erp: ErpSpec = ErpSpec()
    reports: tuple[ReportSpec, ...] = ()
    faults: Annotated[tuple[dict[str, Any], ...], Doc("in the form of the control API")] = ()
