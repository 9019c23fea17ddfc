"""The journal engine: what a report comes to in journal entries, taxes and totals."""

from __future__ import annotations

from mock_concur.behaviours import pages
from mockkit.behaviours import assumed, documented, family

_JOURNAL_ENTRY = pages.DETAILS.under("JournalEntry", "journal-entry")
_VAT = pages.DETAILS.under("VATData", "vat-data")
_CREDIT = pages.POSTING.under("Simple Out-of-Pocket Cash Credit", "usopcc")
_CARD_CREDIT = pages.POSTING.under("Credit Transaction via Credit Card Vendor Account (Split Payment)", "uctccva")
_PAYEES = pages.TUTORIAL.under("Step Three - Organize Report into Payees", "step-three--organize-report-into-payees")
_LOWER = pages.POSTING.under("Cash Advance Is Lower Than the Payout Amount", "ucaltp")
_HIGHER = pages.POSTING.under("Cash Advance Is Higher Than the Payout Amount", "ucahtp")
_SPLIT = pages.POSTING.under("Payment via Credit Card Vendor Account (Split Payment)", "upccva")
_EXCEEDS = pages.POSTING.under("IBCP with Personal Expense Where Out-of-Pocket Exceeds the Personal Expense", "uiwpegt")
_LESS = pages.POSTING.under("IBCP With Personal Expense Where Out-of-Pocket Is Less Than Personal Expense", "uwpelt")
_NO_OFFSET = pages.POSTING.under("IBCP With Personal Expense: No Out-of-Pocket", "uiwpen")
_CBCP = pages.POSTING.under(
    "CBCP Corporate Card Charge with Itemization and Personal Expense (Net Due Employee With No Offsets)", "ucccnoff"
)
_CBCP_WHOLLY = pages.POSTING.under(
    "CBCP Corporate Card Charge for Entirely Personal Expense (Net Due Company With Consolidated or Verbose Extract)",
    "ucccepe",
)
_PARTIAL = pages.POSTING.under("Partially Deductible VAT", "updv")

FAMILY = family(
    "The journal",
    documented(
        "concur.journal.published",
        "The engine gives all 26 published journals, from the inputs that their texts and files tell.",
        pages.POSTING,
    ),
    assumed(
        "concur.journal.published-files",
        "Where the text of a published example and its file disagree, the file is followed: 1.1, 3.1, 4.1, 6.1.1 and "
        "6.1.4 are paid by the company there, and an account of 6.2.3 is blank.",
        pages.POSTING,
        because="The file is what the service gives; the texts of the first five tell of the employee or of a card.",
    ),
    documented(
        "concur.journal.payees",
        "A cash expense is owed to the employee, one on a card that the company pays to the card's issuer by the "
        "name of the payment type.",
        _PAYEES,
        _JOURNAL_ENTRY,
        pages.POSTING.under("Simple Out-of-Pocket Cash Expense", "usopce"),
        _SPLIT,
    ),
    assumed(
        "concur.journal.classes",
        "A card that the employee is billed for and pays (IBIP) owes the employee; a type that the company pays "
        "otherwise (COPD) owes the payment type.",
        pages.POSTING.under("Payment via Employee Vendor Account", "upeva"),
        because="The published text says so of IBIP, but no published file shows it; the files of company-paid types "
        "do.",
    ),
    documented(
        "concur.journal.amount-not-absolute",
        "Amount is the value to be exchanged between payer and payee, with its sign; DebitOrCredit repeats it.",
        _JOURNAL_ENTRY,
    ),
    documented(
        "concur.journal.credit-swaps",
        "Of a credit, payer and payee are swapped and the amount is negative.",
        _CREDIT,
        _CARD_CREDIT,
    ),
    assumed(
        "concur.journal.party",
        "A journal entry belongs to its party, the side that is not Company, and its signed Amount alone says how "
        "much more or less that party is owed; payer, payee and DebitOrCredit are not applied again. Grouping by "
        "PayeePaymentTypeName alone, as the tutorial puts it, loses every credit, because the payee of a credit is "
        "Company.",
        _PAYEES,
        _JOURNAL_ENTRY,
        _CREDIT,
        because="No page says how a credit is read on v2.0. In all published journals an amount is negative exactly "
        "when the payee is Company, and this reading alone gives the sums that their texts print.",
    ),
    documented(
        "concur.journal.account",
        "The account is the expense type's in the employee's ledger.",
        _JOURNAL_ENTRY,
    ),
    documented(
        "concur.journal.posted-amount",
        "An amount is multiplied by its exchange rate or divided by it, half up, each item by itself.",
        pages.POSTING.under("Foreign Expense Report Without VAT", "uferwv"),
        pages.POSTING.under("Travel Allowances - Company Specific Rate Greater Than Government Rate", "utacprg"),
    ),
    documented(
        "concur.journal.card-posted-amount",
        "What the card's issuer posted wins over any rate.",
        _SPLIT,
    ),
    assumed(
        "concur.journal.card-posted-amount-shared",
        "Where that is not what the rate gives, it is shared out over the items in proportion, the remainder on the "
        "last.",
        _SPLIT,
        because="No published journal has several items and a card amount that differs.",
    ),
    documented(
        "concur.journal.itemized-parent",
        "The parent of itemizations makes no journal entry.",
        pages.POSTING.under("Itemized Expense Items", "uiei"),
    ),
    documented(
        "concur.journal.allocations",
        "Allocations share the approved amount by percent, each with journal entries of its own.",
        pages.POSTING.under("Expense With Multiple Cost Allocations", "uewmca"),
    ),
    assumed(
        "concur.journal.allocation-remainder",
        "Shares are rounded half up and the remainder falls on the last; where it would turn the last one's sign, the "
        "amount is shared out by the largest remainder instead.",
        pages.POSTING.under("Expense With Multiple Cost Allocations", "uewmca"),
        because="The one published example has no remainder, and no allocation of an expense is a claim.",
    ),
    documented(
        "concur.journal.personal-cash",
        "A personal item in cash, or on a card that the employee is billed for, makes no journal entry.",
        _NO_OFFSET,
        _EXCEEDS,
    ),
    documented(
        "concur.journal.personal-company-card",
        "A personal item on a company-billed card, or paid by the company otherwise, is paid to the issuer and "
        "claimed from the employee, both on the clearing account of the payment type.",
        _CBCP,
        _CBCP_WHOLLY,
    ),
    assumed(
        "concur.journal.personal-allocation",
        "A personal item cannot be allocated; it has the 100 % allocation of the service, without custom fields.",
        _NO_OFFSET,
        because="Nothing of it is anybody's cost.",
    ),
    documented(
        "concur.journal.offsets",
        "Where the payment type offsets, the employee's cash pays the issuer for the personal items, up to the "
        "smaller of the two sums.",
        _EXCEEDS,
        _LESS,
    ),
    assumed(
        "concur.journal.offset-order",
        "Cash is taken in the order of the entries, and cards in the order in which they appear.",
        _EXCEEDS,
        because="The published examples have one cash entry and one card.",
    ),
    assumed(
        "concur.journal.negative-cash",
        "Negative cash feeds no offset and lessens none, and no advance is recovered from it.",
        _EXCEEDS,
        _CREDIT,
        because="No published example has it beside personal items; a credit can pay nobody, and of the published one "
        "the employee owes the whole.",
    ),
    assumed(
        "concur.journal.personal-rows",
        "On v2.0 the rows of personal items look as in the Financial Integration Service, with the names of v2.0.",
        _JOURNAL_ENTRY,
        _CBCP,
        because="The page of the details says that personal use of a company-paid card bears a clearing account, but "
        "shows no row; the tutorial leaves such offsets out.",
    ),
    documented(
        "concur.journal.advance-used",
        "Expenses use an advance up in their order, and the one at which it ends is split in two.",
        _LOWER,
        _HIGHER,
    ),
    assumed(
        "concur.journal.advance-rows",
        "On v2.0 a recovered advance is a negative row of the employee on the advance account, under the allocation "
        "of the cash entry that it recovers; cash given back is such a row under an entry Cash Advance Return, whose "
        "expense type is our own.",
        _JOURNAL_ENTRY,
        pages.EXTRACT.under("Cash Advance Is Lower Than the Payout Amount", "ecailt"),
        because="The accounting extract shows these rows, and the details say that they bear the advance's account; "
        "the Financial Integration Service has them in a list of its own, and the tutorial leaves advances out.",
    ),
    assumed(
        "concur.journal.advance-return-entry",
        "The entry Cash Advance Return bears amounts of 0.00; what came back is said by its journal entry alone, as a "
        "recovered advance is.",
        pages.EXTRACT.under("Cash Advance Is Higher Than the Payout Amount", "ecaiht"),
        because="The published total is without what came back, and the entries of a report sum to its total.",
    ),
    assumed(
        "concur.journal.advance-order",
        "Cash given back is taken off the advance first, and cash that paid for personal items uses up no advance.",
        _HIGHER,
        because="No published example mixes them.",
    ),
    documented(
        "concur.journal.taxes",
        "A tax is part of the amount: the net is the amount divided by one plus all rates, each tax is rounded half "
        "up, and what is reclaimed is a percentage of the rounded tax.",
        pages.POSTING.under("Expense Posting With Single Tax Item", "uepsti"),
        pages.POSTING.under("Expense Posting With Multiple Tax Items", "uepmti"),
        _PARTIAL,
    ),
    assumed(
        "concur.journal.tax-over-allocations",
        "An item's tax and reclaim are split over its allocations in proportion to their posted amounts, to the "
        "minor unit, by the largest remainder and with the item's sign; an allocation of 0.00 gets 0.00, so that no "
        "reclaim exceeds its row. No allocation's taxes exceed its amount and no reclaim its tax: what has no room "
        "goes to the next largest remainder, and of equal ones to the first.",
        _VAT,
        because="The published examples have one allocation each.",
    ),
    assumed(
        "concur.journal.taxes-within-amount",
        "Taxes of an amount of a few minor units, each rounded up, are together at most the amount.",
        _VAT,
        because="Nobody pays more tax than the price that includes it.",
    ),
    assumed(
        "concur.journal.tax-personal",
        "A personal item bears no tax.",
        _VAT,
        because="Nothing of it is reclaimed by the company.",
    ),
    assumed(
        "concur.journal.allowance",
        "An item with an allowance makes two rows of one allocation, up to the limit on AccountCode1 and above it on "
        "AccountCode2; its allocations share the limit in proportion to their amounts, by the largest remainder.",
        pages.DETAILS.under("Allocation", "allocation"),
        because="The page names the use of the second account; no published journal shows it.",
    ),
    assumed(
        "concur.journal.advance-currency",
        "Published example 5.2.1 is in GBP throughout.",
        _LOWER,
        because="One of its files says USD, all others GBP.",
    ),
    concerns=("journal",),
)

TOTALS_FAMILY = family(
    "Totals",
    documented(
        "concur.totals.claimed",
        "TotalClaimedAmount is ReportTotal less PersonalExpenses.",
        pages.DETAILS.under("ReportDetails", "report-details"),
    ),
    documented(
        "concur.totals.advance-returned",
        "TotalApprovedAmount is without what came back of a cash advance (315.00 where 85.00 came back), which lowers "
        "AmountDueEmployee.",
        _HIGHER,
    ),
    assumed(
        "concur.totals.entries",
        "ReportTotal is the sum of PostedAmount over the entries, and PostedAmount of an entry that over its "
        "itemizations; what came back of an advance is in neither.",
        pages.DETAILS.under("ReportDetails", "report-details"),
        _HIGHER,
        because="The page names the totals without their sums; the published total approved is without the return.",
    ),
    assumed(
        "concur.totals.due",
        "AmountDueEmployee is the sum of the employee's journal entries, AmountDueCompanyCard that of the issuers of "
        "IBCP and CBCP cards; both, company-paid types and the advance used and given back make TotalApprovedAmount.",
        pages.DETAILS.under("ReportDetails", "report-details"),
        because="The page names the totals without their sums.",
    ),
    assumed(
        "concur.totals.expected-before-posting",
        "Before Processing Payment the amounts due are what the journal would come to.",
        because="Recorded reports show amounts due before they have a journal.",
    ),
    concerns=("GET /api/expense/expensereport/v2.0/report/<report_id>",),
)
