"""Reports that can be booked: every kind of journal, each booked to the cent and committed."""

from __future__ import annotations

from conformance.cases.patterns import booked_case
from conformance.engine.case import case
from conformance.engine.case_context import CaseContext
from conformance.judge import judge_company, record_before, sources

CASES = (
    booked_case(
        "success/employee-only",
        "What an employee paid in cash becomes a payable to the employee, and the report is committed.",
        sources.PAYABLES,
        sources.POSTING_CASH,
        sources.COMMIT_REPORT,
        scenario="employee-only",
        reports=["Client meeting"],
        names_defects=("drops-cents", "commits-concur-first", "prints-secrets"),
    ),
    booked_case(
        "success/employee-and-card",
        "A report that owes the employee and a card issuer becomes a payable to each of them.",
        sources.PAYEES,
        sources.POSTING_CARD,
        scenario="employee-and-card",
        reports=["Sales trip"],
        needs=["card-payees"],
        names_defects=("one-bill-for-all-payees",),
    ),
    booked_case(
        "success/company-paid",
        "What the company paid itself becomes a payable to the vendor of that payment type.",
        sources.PAYEES,
        scenario="company-paid",
        reports=["Conference"],
        needs=["company-paid"],
    ),
    booked_case(
        "success/itemized",
        "An itemized entry is booked by its items, each on its own account, and not a second time as a whole.",
        sources.ITEMIZATION,
        sources.POSTING_ITEMS,
        scenario="itemized",
        reports=["Hotel night"],
        needs=["card-payees"],
    ),
    booked_case(
        "success/allocated",
        "Entries allocated to projects are booked by project, exact to the last cent.",
        sources.ALLOCATION,
        sources.POSTING_ALLOCATIONS,
        scenario="allocated",
        reports=["Shared costs"],
        needs=["allocations"],
        names_defects=("ignores-allocations", "rounds-each-line-down"),
    ),
    booked_case(
        "success/credit",
        "A report with a negative total lowers what its payee is owed; a credit within a report does so too.",
        sources.PARTY,
        sources.JOURNAL,
        sources.POSTING_CREDIT,
        sources.POSTING_CARD_CREDIT,
        scenario="credit",
        reports=["Unused ticket", "Hotel rebate", "Taxi and refund"],
        needs=["card-payees", "credits"],
        names_defects=("loses-sign-on-credits", "groups-by-payee-name"),
    ),
    booked_case(
        "success/reclaimable-tax",
        "Reclaimable tax goes to its tax account, and the expense is booked without it.",
        sources.TAX_SPLIT,
        sources.TAX,
        sources.POSTING_TAX,
        scenario="reclaimable-tax",
        reports=["Visit to Munich"],
        needs=["vat", "allocations"],
        names_defects=("books-tax-gross",),
    ),
    booked_case(
        "success/foreign-currency",
        "Amounts spent abroad are booked in the report's currency, as the journal has them.",
        sources.JOURNAL,
        sources.POSTING_FOREIGN,
        scenario="foreign-currency",
        reports=["Trip to Europe"],
        needs=["foreign-currency", "card-payees"],
        names_defects=("books-transaction-amounts",),
    ),
    booked_case(
        "success/cash-advance",
        "A cash advance, spent and partly given back, lowers what the employee is owed.",
        sources.ADVANCE_ROWS,
        sources.POSTING_ADVANCE,
        scenario="cash-advance",
        reports=["Trip with an advance"],
        needs=["cash-advance"],
        names_defects=("ignores-cash-advance",),
    ),
    booked_case(
        "success/personal-on-company-card",
        "A personal item on a company-billed card is paid to the issuer and taken off what the employee is owed.",
        sources.PERSONAL_ROWS,
        sources.POSTING_PERSONAL,
        scenario="personal-on-company-card",
        reports=["Hotel with a film"],
        needs=["card-payees", "personal-items"],
        names_defects=("takes-personal-items",),
    ),
    booked_case(
        "success/personal-with-offset",
        "With offsets, cash that the employee spent pays the issuer for the employee's personal item.",
        sources.PERSONAL_ROWS,
        sources.POSTING_OFFSET,
        scenario="personal-with-offset",
        reports=["Hotel with a film"],
        needs=["card-payees", "personal-items"],
        names_defects=("takes-personal-items",),
    ),
    booked_case(
        "success/several-reports",
        "Every report that is ready is booked and committed, whoever owns it.",
        sources.REPEAT,
        scenario="several-reports",
        reports=["Monday", "Tuesday", "Wednesday"],
    ),
    booked_case(
        "success/second-cycle",
        "A second cycle adds nothing to what the first one booked.",
        sources.COMMIT,
        scenario="several-reports",
        reports=["Monday", "Tuesday", "Wednesday"],
        cycles=2,
    ),
)


@case(
    id="success/nothing-to-do",
    says="Reports that are not ready, or were paid before, are left alone.",
    rests_on=(sources.POLL, sources.COMMIT),
    scenario="nothing-to-do",
)
def nothing_to_do(context: CaseContext) -> None:
    """No report is at Processing Payment, so nothing may happen at all."""
    before = record_before(context)
    context.cycle()
    judge_company(context, before)
