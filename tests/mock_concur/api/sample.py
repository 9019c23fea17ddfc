"""A company and a report with everything in it, by values: itemized, allocated, foreign, taxed and paid by card."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from mock_concur.domain.model import (
    COMPANY,
    EMPLOYEE,
    Allocation,
    Attendee,
    CardTransaction,
    Comment,
    CustomField,
    Entry,
    Item,
    JournalEntry,
    Party,
    Report,
    TaxRate,
    VatData,
)
from mock_concur.domain.setup import BankAccount, ExpenseType, PaymentType, Person, Setup

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
CREATED = datetime(2026, 1, 20, 8, 30, 15, 123456, tzinfo=UTC)
PROJECT = CustomField(type="List", value="Client Site & Co", code="P-100")
COST_CENTER = CustomField(type="List", value="Sales", code="0021")
NOTE = CustomField(type="Text", value='Seat "7A" <aisle>')

PEOPLE = (
    Person(
        login="ann@example.com",
        employee_id="E-1001",
        first="Ann",
        last="Lee",
        middle="Q",
        approver="bob@example.com",
        cash_advance_account="1390",
        group_id="GRP-1",
        org_units={"OrgUnit1": CustomField(type="List", value="North America", code="NA")},
        bank_account=BankAccount(bank_number="021000021", account_number="12345678", country="US"),
    ),
    Person(login="bob@example.com", employee_id="E-1002", first="Bob", last="Stone", roles=("employee", "approver")),
    Person(login="pat@example.com", employee_id="E-1003", first="Pat", last="Moss", roles=("employee", "processor")),
    Person(login="gone@example.com", employee_id="E-1009", first="Guy", last="Gone", active=False),
)
ANN, BOB, PAT, GONE = PEOPLE

SETUP = Setup(
    name="Acme",
    country="US",
    currency="USD",
    payment_types={
        kind.name: kind
        for kind in (
            PaymentType(id="gWpay$pCash", name="Cash", code="CASH", payment_class="cash"),
            PaymentType(
                id="gWpay$pAmex",
                name="Amex Corporate",
                code="IBCP",
                payment_class="IBCP",
                clearing_account="1999",
                vendor="AMEX",
                liability_account="2110",
            ),
        )
    },
    expense_types={
        kind.code: kind
        for kind in (
            ExpenseType(code="LODNG", name="Hotel", spend_category="Lodging", accounts={"DEFAULT": "6400"}),
            ExpenseType(code="BRKFT", name="Breakfast", spend_category="Meals", accounts={"DEFAULT": "6430"}),
            ExpenseType(code="TAXIX", name="Taxi", spend_category="Ground", accounts={"DEFAULT": "6410"}),
        )
    },
)

AMEX = Party(name="Amex Corporate", code="IBCP")


def _row(number: int, payee: Party, account: str, amount: str) -> JournalEntry:
    value = Decimal(amount)
    payer, payee = (payee, COMPANY) if value < 0 else (COMPANY, payee)
    return JournalEntry(
        id=f"gWjour{number}",
        payer=payer,
        payee=payee,
        account=account,
        amount=value,
        net_of_tax=value,
        net_of_reclaim=value,
    )


def _vat(authority: str, tax: str, reclaim: str) -> VatData:
    return VatData(
        name="German VAT",
        authority=authority,
        source="SYST",
        tax_transaction=Decimal(tax),
        tax_posted=Decimal(tax),
        reclaim_transaction=Decimal(reclaim),
        reclaim_posted=Decimal(reclaim),
    )


ROOM = Item(
    id="n9Room$pItem",
    type="Child",
    expense_type="LODNG",
    transaction_date=date(2026, 1, 18),
    transaction_amount=Decimal("100.00"),
    posted_amount=Decimal("108.00"),
    approved_amount=Decimal("108.00"),
    last_modified=datetime(2026, 1, 20, 9, 0, tzinfo=UTC),
    business_purpose="Visit",
    taxes=(TaxRate(authority="DEVAT", rate=Decimal(19), reclaim=Decimal(100)),),
    allocations=(
        Allocation(
            id="gWal1",
            percentage=Decimal("33.33"),
            account_code1="6400",
            account_code2="6490",
            customs={"Custom1": PROJECT, "Custom2": COST_CENTER},
            system=False,
            journal=(_row(1, AMEX, "6400", "36.00"),),
            vat=(_vat("DEVAT", "5.75", "5.75"),),
        ),
        Allocation(
            id="gWal2",
            percentage=Decimal("66.67"),
            account_code1="6400",
            customs={"Custom20": NOTE},
            system=False,
            journal=(_row(2, AMEX, "6400", "72.00"),),
            vat=(_vat("DEVAT", "11.49", "11.49"),),
        ),
    ),
    attendees=(
        Attendee(
            id="nFaAttendee$p1",
            type_code="BUSGUEST",
            type_name="Business Guest",
            first_name="Pat",
            last_name="Davis",
            company="Beta & Sons",
            external_id="X-1",
            owner_name="Lee, Ann",
            owner_id="ann@example.com",
            currency="USD",
            customs={"Custom3": NOTE},
        ),
    ),
    comments=(Comment(by="ann@example.com", at=CREATED, text="upper floor"),),
    customs={"Custom40": NOTE},
)
BREAKFAST = Item(
    id="n9Brkf$pItem",
    type="Child",
    expense_type="BRKFT",
    transaction_date=date(2026, 1, 19),
    transaction_amount=Decimal("20.00"),
    posted_amount=Decimal("21.60"),
    approved_amount=Decimal("0"),
    last_modified=datetime(2026, 1, 20, 9, 1, tzinfo=UTC),
    personal=True,
    allocations=(Allocation(id="gWal3", percentage=Decimal(100), account_code1="6430"),),
)
HOTEL = Entry(
    id="n9Hotel$pEntry",
    legacy_id=1001,
    expense_type="LODNG",
    payment_type="Amex Corporate",
    transaction_date=date(2026, 1, 18),
    currency="EUR",
    exchange_rate=Decimal("1.08"),
    rate_direction="M",
    transaction_amount=Decimal("120.00"),
    posted_amount=Decimal("129.60"),
    items=(ROOM, BREAKFAST),
    last_modified=datetime(2026, 1, 20, 9, 1, tzinfo=UTC),
    card=CardTransaction(
        id="CCT1",
        account_number="370000123456789",
        description="Amex Corporate",
        card_type_code="AX",
        reference_number="REF-1",
        transaction_date=date(2026, 1, 18),
        posted_date=date(2026, 1, 19),
        transaction_amount=Decimal("120.00"),
        transaction_currency="EUR",
        posted_amount=Decimal("129.60"),
        posted_currency="USD",
        merchant_name="Hôtel <Nord>",
        merchant_city="Berlin",
        merchant_state="BE",
        merchant_country="DE",
        merchant_reference="M-77",
        merchant_category="7011",
        billing_amount=Decimal("129.60"),
    ),
    business_purpose="Client meeting",
    vendor_description="Hôtel <Nord>",
    location_name="Berlin",
    location_subdivision="DE-BE",
    location_country="DE",
    receipt_required=True,
    receipt_received=True,
    receipt_type="T",
    form_id="nAaForm$p1",
    comments=(Comment(by="ann@example.com", at=CREATED, text="two nights"),),
    org_units={"OrgUnit1": CustomField(type="List", value="North America", code="NA")},
    customs={"Custom1": PROJECT, "Custom40": NOTE},
)
TAXI = Entry(
    id="n9Taxi$pEntry",
    legacy_id=1002,
    expense_type="TAXIX",
    payment_type="Cash",
    transaction_date=date(2026, 1, 19),
    currency="USD",
    exchange_rate=Decimal(1),
    rate_direction="M",
    transaction_amount=Decimal("-12.50"),
    posted_amount=Decimal("-12.50"),
    items=(
        Item(
            id="n9Taxi$pEntry",
            type="Regular",
            expense_type="TAXIX",
            transaction_date=date(2026, 1, 19),
            transaction_amount=Decimal("-12.50"),
            posted_amount=Decimal("-12.50"),
            approved_amount=Decimal("-12.50"),
            last_modified=datetime(2026, 1, 20, 9, 2, tzinfo=UTC),
            business_purpose="Refund",
            allocations=(
                Allocation(
                    id="gWal4",
                    percentage=Decimal(100),
                    account_code1="6410",
                    journal=(_row(3, EMPLOYEE, "6410", "-12.50"),),
                ),
            ),
        ),
    ),
    last_modified=datetime(2026, 1, 20, 9, 2, tzinfo=UTC),
    business_purpose="Refund",
    comments=(Comment(by="bob@example.com", at=NOW, text="why so late?"),),
)

REPORT = Report(
    id="425FE2ADB4954FCA90CD",
    key=100007,
    protected_id="n6ujbuLd1Arwe45lT7As$3ThJYJf2dAsrr",
    name="Client meeting & more",
    owner="ann@example.com",
    currency="USD",
    country="US",
    ledger="DEFAULT",
    policy_id="ndrF8hjzl9FtFUdfaBwVvXP$sD1vDpRKNf",
    approval_status="A_APPR",
    payment_status="P_PROC",
    created_at=CREATED,
    modified_at=datetime(2026, 1, 30, 10, 0, 0, 500000, tzinfo=UTC),
    report_date=CREATED,
    entries=(HOTEL, TAXI),
    purpose="Sales meeting",
    country_subdivision="US-WA",
    step_id="nStep$p1",
    approver="bob@example.com",
    submitted_at=datetime(2026, 1, 21, 7, 0, tzinfo=UTC),
    processing_payment_at=datetime(2026, 1, 30, 10, 0, 0, 500000, tzinfo=UTC),
    receipts_received=True,
    comments=(Comment(by="bob@example.com", at=NOW, text="fine <for> me"),),
    org_units={"OrgUnit1": CustomField(value="Sales"), "OrgUnit2": CustomField(type="List", value="West", code="W")},
    customs={"Custom1": PROJECT, "Custom2": NOTE},
)
