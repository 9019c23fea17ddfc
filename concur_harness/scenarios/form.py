"""The scenario form, version 1: what may stand in a scenario, field by field.

There is one definition of it, here, read in two ways: what somebody hands in is checked by pydantic against
models made from it (:mod:`concur_harness.scenarios.checking`: every mistake at once, each with its path), what is known
to be good is decoded straight into it. Amounts, rates and days stay the texts that they are; what a day means
depends on the company's today. A field that is left out is what the base company of the country says, or else
the default given here.
"""

# Without postponed annotations: the codec reads them at run time, and compiling each from its text takes longer.
from typing import Annotated, Any, Literal

import msgspec

from concur_harness.scenarios.customs import Customs, EntryCustoms, HeaderCustoms, OrgUnits
from concur_harness.scenarios.marks import (
    AccountCode,
    Amount,
    AtMost,
    ByShape,
    Currency,
    Day,
    Exact,
    Flag,
    Form,
    Month,
    Name,
    Percent,
    Purpose,
    Rate,
    Text,
)

Role = Literal["employee", "approver", "processor", "web_services_administrator", "company_administrator"]
OpenOrClosed = Literal["open", "closed"]
At = Literal["draft", "pending", "accounting", "processing", "paid"]

ReimbursementMethod = Literal["ADPPAY", "ADPPAYR", "APCHECK", "CNQRPAY", "PMTSERV"]
TaxAuthority = Annotated[Name, AtMost("TaxAuthorityLabel")]
TaxName = Annotated[Name, AtMost("TaxName")]

MOST_COPIES = 100_000


class CompanyForm(Form, frozen=True, kw_only=True):
    """The company itself. ``status_names`` renames status codes, as customers may.

    ``api_at_processor_step``: the API may approve and send back what waits for a processor.
    """

    country: Name
    currency: Currency
    name: Name
    status_names: dict[Name, Name] = msgspec.field(default_factory=dict)
    custom_types: dict[Name, Name] = msgspec.field(default_factory=dict)
    tax_names: dict[TaxAuthority, TaxName] = msgspec.field(default_factory=dict)
    recall_by_employee: Flag = True
    api_at_processor_step: Flag = False


class BankAccountForm(Form, frozen=True, kw_only=True):
    """Where an employee is reimbursed."""

    bank_number: Annotated[Text, AtMost("BankNumber")] = ""
    bank_name: Annotated[Text, AtMost("BankName")] = ""
    branch_location: Annotated[Text, AtMost("BranchLocation")] = ""
    account_number: Annotated[Text, AtMost("AccountNumber")] = ""
    account_name: Text = ""
    address_line1: Annotated[Text, AtMost("PostalAddressLine1")] = ""
    address_line2: Annotated[Text, AtMost("PostalAddressLine2")] = ""
    city: Annotated[Text, AtMost("PostalAddressCity")] = ""
    region: Annotated[Text, AtMost("PostalAddressRegion")] = ""
    postal_code: Annotated[Text, AtMost("PostalAddressCode")] = ""
    country: Annotated[Text, AtMost("PostalAddressCountry")] = ""


class PersonForm(OrgUnits, frozen=True, kw_only=True):
    """A user of the company, found by ``login``."""

    login: Name
    employee_id: Annotated[Name, AtMost("EmployeeID")]
    first: Annotated[Name, AtMost("FirstName")]
    last: Annotated[Name, AtMost("LastName")]
    middle: Annotated[Text, AtMost("MiddleInitial")] = ""
    roles: tuple[Role, ...] = ("employee",)
    approver: Text = ""
    ledger: Annotated[Name, AtMost("LedgerName")] = "DEFAULT"
    cash_advance_account: AccountCode = ""
    reimbursement_method: ReimbursementMethod = "APCHECK"
    group_id: Annotated[Text, AtMost("EmployeeCustom21")] = ""
    bank_account: BankAccountForm = BankAccountForm()
    active: Flag = True


class PaymentTypeForm(Form, frozen=True, kw_only=True, rename={"class_": "class"}):
    """How an expense is paid, found by ``name``."""

    name: Annotated[Name, AtMost("PaymentTypeName")]
    code: Annotated[Name, AtMost("PaymentTypeCode")]
    class_: Literal["cash", "IBIP", "IBCP", "CBCP", "COPD"]
    offset: Flag = False
    clearing_account: AccountCode = ""
    vendor: Text = ""
    liability_account: Text = ""


class ExpenseTypeForm(Form, frozen=True, kw_only=True):
    """A kind of expense, found by ``code``, with its accounts by ledger."""

    code: Annotated[Name, AtMost("ExpenseTypeID")]
    name: Annotated[Name, AtMost("ExpenseTypeName")]
    spend_category: Name = "Other"
    accounts: dict[Annotated[Name, AtMost("LedgerName")], AccountCode] = msgspec.field(default_factory=dict)
    secondary: dict[Annotated[Name, AtMost("LedgerName")], AccountCode] = msgspec.field(default_factory=dict)


class AccountForm(Form, frozen=True, kw_only=True):
    """An account of the ERP."""

    code: Name
    name: Text = ""
    postable: Flag = True
    active: Flag = True
    requires: tuple[Literal["project", "cost_center"], ...] = ()


class ProjectForm(Form, frozen=True, kw_only=True):
    """A project of the ERP; it expires at the end of ``ends_on``."""

    code: Name
    name: Text = ""
    status: OpenOrClosed = "open"
    ends_on: Day | None = None


class CostCenterForm(Form, frozen=True, kw_only=True):
    """A cost center of the ERP."""

    code: Name
    name: Text = ""
    active: Flag = True


class TaxCodeForm(Form, frozen=True, kw_only=True):
    """A tax code of the ERP."""

    code: Name
    name: Text = ""


class VendorForm(Form, frozen=True, kw_only=True):
    """A vendor of the ERP. People and card issuers are vendors without being named here, unless ``missing``."""

    external_id: Name
    name: Text = ""
    active: Flag = True
    currency: Currency | None = None
    missing: Flag = False


class PeriodForm(Form, frozen=True, kw_only=True):
    """An accounting period: a month, from its first day to its last."""

    name: Month
    status: OpenOrClosed = "open"


class RateForm(Form, frozen=True, kw_only=True):
    """What one unit of a currency is worth in the company's."""

    currency: Currency
    rate: Rate
    starts_on: Day | None = None
    ends_on: Day | None = None


class SettingsForm(Form, frozen=True, kw_only=True):
    """How the ERP behaves where real ones differ."""

    validates: Literal["create", "post"] = "create"
    posting: Literal["explicit", "automatic"] = "explicit"
    duplicates: Literal["refuse", "allow", "warn"] = "refuse"
    idempotency_after_delete: Literal["release", "replay"] = "release"


class ErpForm(Form, frozen=True, kw_only=True):
    """The ERP's master data. ``periods`` is a list of months that are special, or a word for all of them."""

    accounts: tuple[AccountForm, ...] = ()
    projects: tuple[ProjectForm, ...] = ()
    cost_centers: tuple[CostCenterForm, ...] = ()
    tax_codes: tuple[TaxCodeForm, ...] = ()
    vendors: tuple[VendorForm, ...] = ()
    periods: Annotated[
        tuple[PeriodForm, ...] | OpenOrClosed, ByShape("is to be a list of periods, or one word for all: open, closed")
    ] = ()
    rates: tuple[RateForm, ...] = ()
    settings: SettingsForm = SettingsForm()


class TaxForm(Form, frozen=True, kw_only=True):
    """A tax that an amount includes: in percent of the net, and how much of it may be reclaimed."""

    authority: TaxAuthority
    rate: Rate
    reclaim: Percent
    name: Annotated[Text, AtMost("TaxName")] = ""


class AllocationForm(Customs, frozen=True, kw_only=True):
    """A share of an expense, with the custom fields that it is charged to."""

    percent: Percent = "100"


class CommentForm(Form, frozen=True, kw_only=True):
    """What somebody wrote; ``by`` left out is the report's owner."""

    text: Text
    by: Text = ""


Comments = tuple[Annotated[Text | CommentForm, ByShape("is to be a text, or an object with text and by")], ...]


class ItemForm(EntryCustoms, frozen=True, kw_only=True):
    """One line of an itemized expense; ``amount`` is in the entry's currency."""

    type: Name
    amount: Amount
    date: Day | None = None
    personal: Flag = False
    purpose: Purpose = ""
    account: AccountCode | None = None
    allowance_limit: Amount | None = None
    taxes: tuple[TaxForm, ...] = ()
    allocations: tuple[AllocationForm, ...] = ()


class EntryForm(EntryCustoms, frozen=True, kw_only=True):
    """One expense. ``amount`` may be left out where ``items`` are given."""

    type: Name
    payment: Name = "Cash"
    date: Day = "-5d"
    amount: Amount | None = None
    currency: Currency | None = None
    rate: Rate | None = None
    rate_direction: Literal["M", "D"] = "M"
    card_posted: Amount | None = None
    personal: Flag = False
    purpose: Purpose = ""
    vendor: Annotated[Text, AtMost("VendorDescription")] = ""
    city: Text = ""
    account: AccountCode | None = None
    allowance_limit: Amount | None = None
    taxes: tuple[TaxForm, ...] = ()
    allocations: tuple[AllocationForm, ...] = ()
    items: tuple[ItemForm, ...] = ()
    comments: Comments = ()


class AdvanceForm(Form, frozen=True, kw_only=True):
    """Cash handed out before the trip, and what of it came back."""

    amount: Amount
    returned: Amount = "0"


class ReportForm(HeaderCustoms, frozen=True, kw_only=True):
    """An expense report and how far it has come; ``copies`` makes that many, numbered from 1."""

    name: Annotated[Name, AtMost("ReportName")]
    owner: Name
    at: At = "processing"
    purpose: Annotated[Text, AtMost("Purpose")] = ""
    copies: Annotated[int, Exact(1, MOST_COPIES)] | None = None
    cash_advance: AdvanceForm | None = None
    entries: tuple[EntryForm, ...] = ()
    comments: Comments = ()


class Scenario(Form, frozen=True, kw_only=True):
    """A whole scenario, the base company merged in.

    ``dimensions`` maps the fields of a bill line to the allocation's custom fields, ``tax_accounts`` tax
    authorities to the accounts of what may be reclaimed: both are part of the connector's mapping. ``faults``
    are in the form of the control API.
    """

    name: Name
    company: CompanyForm
    about: Text = ""
    people: tuple[PersonForm, ...] = ()
    payment_types: tuple[PaymentTypeForm, ...] = ()
    expense_types: tuple[ExpenseTypeForm, ...] = ()
    employee_liability_account: Name
    dimensions: dict[Literal["project", "cost_center"], Name | None] = msgspec.field(default_factory=dict)
    tax_accounts: dict[Name, Name | None] = msgspec.field(default_factory=dict)
    erp: ErpForm = ErpForm()
    reports: tuple[ReportForm, ...] = ()
    faults: tuple[dict[str, Any], ...] = ()
