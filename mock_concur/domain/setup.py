"""A company as its administrators set it up: its people, and what is the same for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mock_concur.domain.model import CustomFieldValues, Party

PaymentClass = Literal["cash", "IBIP", "IBCP", "CBCP", "COPD"]
"""Who bills whom, and who pays: cash; individually billed and paid; individually billed, company paid;
company billed and paid; paid by the company in another way."""

COMPANY_OWES: frozenset[PaymentClass] = frozenset({"IBCP", "CBCP", "COPD"})
"""Where the company pays the issuer or supplier, rather than the employee; each is a payee."""

Role = Literal["employee", "approver", "processor", "web_services_administrator", "company_administrator"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """Where an employee is reimbursed (*documented*: v2.0 details, EmployeeBankAccount)."""

    bank_number: str = ""
    bank_name: str = ""
    branch_location: str = ""
    account_number: str = ""
    account_name: str = ""
    address_line1: str = ""
    address_line2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user of the company. ``ledger`` and ``cash_advance_account`` steer the accounts of their reports."""

    login: str
    employee_id: str
    first: str
    last: str
    middle: str = ""
    roles: tuple[Role, ...] = ("employee",)
    approver: str = ""
    ledger: str = "DEFAULT"
    cash_advance_account: str = ""
    reimbursement_method: str = "APCHECK"
    group_id: str = ""
    org_units: CustomFieldValues = field(default_factory=dict)
    bank_account: BankAccount = field(default_factory=BankAccount)
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentType:
    """How an expense was paid. ``offset``: personal items are set off against the cash that the owner claims."""

    id: str
    name: str
    code: str
    payment_class: PaymentClass
    offset: bool = False
    clearing_account: str = ""
    vendor: str = ""
    liability_account: str = ""

    @property
    def company_owes(self) -> bool:
        """Whether the company pays the issuer or supplier, rather than the employee."""
        return self.payment_class in COMPANY_OWES

    @property
    def is_card(self) -> bool:
        """Whether its expenses come from charges on a company card."""
        return self.payment_class in ("IBIP", "IBCP", "CBCP")

    @property
    def side(self) -> Party:
        """The report payee that the company owes; only card classes and company-paid have one of their own."""
        return Party(name=self.name, code=self.payment_class)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseType:
    """A kind of expense with its accounts by ledger; ``secondary`` takes what exceeds a travel allowance."""

    code: str
    name: str
    spend_category: str = "Other"
    accounts: Mapping[str, str] = field(default_factory=dict)
    secondary: Mapping[str, str] = field(default_factory=dict)


CASH_ADVANCE_RETURN = ExpenseType(code="CAVRT", name="Cash Advance Return")
"""What an entry is called that gives cash of an advance back; its code is *assumed*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules that a report is written under; here they have a name and no more."""

    id: str
    name: str


BUSINESS_EXPENSES = Policy(id="n7wPolicyForBusinessExpenses$0000", name="Business Expenses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Everything about a company that is neither a person nor a report: small, and read as a whole.

    Payment types are found by name, expense types by code; a new report has the first of the policies.
    ``status_names`` renames codes as customers may.

    ``api_at_processor_step``: the API may approve and send back what waits for a processor, as connectors of some
    companies were built on (*observed* in one client of 2017, against the page's note).
    """

    name: str
    country: str
    currency: str
    payment_types: Mapping[str, PaymentType]
    expense_types: Mapping[str, ExpenseType]
    policies: tuple[Policy, ...] = (BUSINESS_EXPENSES,)
    custom_types: Mapping[str, str] = field(default_factory=dict)
    tax_names: Mapping[str, str] = field(default_factory=dict)
    status_names: Mapping[str, str] = field(default_factory=dict)
    recall_by_employee: bool = True
    api_at_processor_step: bool = False

    def expense_type(self, code: str) -> ExpenseType:
        """The expense type of an entry or item; that of a returned cash advance is the system's own."""
        return CASH_ADVANCE_RETURN if code == CASH_ADVANCE_RETURN.code else self.expense_types[code]
