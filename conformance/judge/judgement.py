"""The judge's one door: what a company must look like now, and every way in which it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.judge import books, evidence, expected, protocol, sources
from conformance.judge.reports import (
    PAID,
    WITH_EMPLOYEE,
    WITH_PROCESSOR,
    changes,
    state_of,
)
from conformance.judge.returned import Complaint, Fault, complaints, untouched
from conformance.judge.view import After, Before, see
from conformance.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from conformance.case import Reference
    from conformance.exchange import Exchange
    from conformance.judge.expected import Posting, Record
    from conformance.judge.reports import State
    from conformance.stage import Stage

_ROWS = 12
"""So many differences of the books are told; more would hide the first."""


def judge(
    stage: Stage,
    before: Before,
    *,
    paid: Iterable[str] = (),
    recalled: Mapping[str, Sequence[Fault]] | None = None,
    sent_back: Mapping[str, Sequence[Fault]] | None = None,
    processing: Iterable[str] = (),
    unsettled: Iterable[str] = (),
) -> None:
    """Compare the company with what it must be now, and hand the stage a finding for every difference.

    Reports go by their names. `paid` must be Paid, `recalled` back with the processor and `sent_back`
    with the employee because of the given faults, `processing` still to be paid with no bill standing.
    Of `unsettled`, which an outage hit, all bills stand or none, and if none the report is not Paid;
    posting may still be due. Every other report must be as it was when `before` was looked at. The posted
    ledger must be what the journals of all Paid reports ask for, no other bill may stand, and the traffic
    since `before` must keep the rules.
    """
    court = _Court(
        stage=stage,
        before=before,
        after=see(stage, before),
        traffic=[each for each in stage.traffic() if each.seq > before.last_seq],
        vat="vat" in stage.manifest.supports,
        remarks="entry-comments" in stage.manifest.supports,
    )
    back, sent = recalled or {}, sent_back or {}
    waiting, open_ = set(processing), set(unsettled)
    for name in paid:
        court.must_be_paid(name)
    for name, faults in back.items():
        court.must_be_back(name, faults, WITH_PROCESSOR)
    for name, faults in sent.items():
        court.must_be_back(name, faults, WITH_EMPLOYEE)
    for name in sorted(waiting):
        court.must_be_waiting(name)
    for name in sorted(open_):
        court.must_be_whole(name)
    court.others_untouched({*paid, *back, *sent, *waiting, *open_})
    court.nothing_else_stands(open_)
    court.books_agree(open_)
    for finding in protocol.breaches(court.traffic, court.after):
        stage.fail(finding)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Court:
    """One judgement: the company before and now, the traffic between, and what the connector claims."""

    stage: Stage
    before: Before
    after: After
    traffic: Sequence[Exchange]
    vat: bool
    remarks: bool

    def must_be_paid(self, name: str) -> None:
        report, was = self.after.reports[name], self.before.reports[name]
        if not PAID.holds(report):
            remark = f", with the comments {_comments(report)}" if _comments(report) else ""
            self._fail(name, "the report is not Paid", str(PAID), f"{state_of(report)}{remark}")
            return
        self._complain(name, untouched(was, report, sources.COMMIT))

    def must_be_back(self, name: str, faults: Sequence[Fault], to: State) -> None:
        was, now = self.before.reports[name], self.after.reports[name]
        self._complain(name, complaints(was, now, faults, to=to, remarks=self.remarks))

    def must_be_waiting(self, name: str) -> None:
        self._as_before(name, sources.OUTAGE)
        acted = [*evidence.actions(self.traffic), *evidence.remarks(self.traffic)]
        mine = evidence.about(acted, [self.before.reports[name], self.after.reports[name]])
        self.stage.check(
            not mine,
            "a report was acted upon although nothing was wrong with it",
            expected="no workflow action and no comment; the report waits for the next cycle",
            seen=", ".join(f"{each.method} {each.path}" for each in mine),
            where=sources.OUTAGE,
            requests=evidence.numbers(mine),
            report=name,
        )

    def must_be_whole(self, name: str) -> None:
        committed = self._committed(name)
        if not committed:
            self.must_be_waiting(name)
        if committed or self.after.standing[name]:
            self._all_stand(name)

    def others_untouched(self, named: set[str]) -> None:
        for name in self.after.reports:
            if name not in named and name in self.before.reports:
                self._as_before(name, sources.UNTOUCHED)

    def nothing_else_stands(self, apart: Iterable[str]) -> None:
        """No draft, and no bill of a report that is not Paid, but for those that are judged `apart`.

        A posted bill that names no report is judged by the books alone.
        """
        for name, bills in self.after.standing.items():
            if name in apart:
                continue
            by_books = not name or self._committed(name)
            self._left_over(name, [bill for bill in bills if bill["status"] == "draft" or not by_books])

    def books_agree(self, apart: Iterable[str]) -> None:
        """The posted ledger is what the journals of the reports Paid by this connector ask for.

        Bills of a report that is not Paid are left over and were told; here they would be told twice.
        """
        aside = {
            bill["id"]
            for name, bills in self.after.standing.items()
            if name in apart or (name and not self._committed(name))
            for bill in bills
        }
        rows = [row for row in self.after.ledger if row["bill_id"] not in aside]
        booked = books.of_ledger(rows, self.after.vendors, self.after.mapping)
        wanted = [
            posting
            for name, report in self.after.reports.items()
            if self._committed(name) and name not in apart
            for posting in self._postings(report)
        ]
        found = books.differences(wanted, booked)
        if found:
            told = [str(difference) for difference in found[:_ROWS]]
            if len(found) > _ROWS:
                told.append(f"and {len(found) - _ROWS} more")
            self.stage.fail(
                Finding(
                    "the ledger is not what the journal entries of the Paid reports say",
                    "by vendor, account, dimension and currency, to the minor unit, what Concur's journal says",
                    self._rule(found),
                    "\n".join(told),
                    evidence.numbers(_bill_changes(self.traffic)),
                )
            )

    def _committed(self, name: str) -> bool:
        return (
            name in self.after.reports and PAID.holds(self.after.reports[name]) and not self.before.paid_at_first(name)
        )

    def _postings(self, report: Record) -> list[Posting]:
        return expected.postings(report, self.after.mapping, vat=self.vat)

    def _rule(self, found: Iterable[books.Difference]) -> Reference:
        taxes = set(self.after.mapping["tax_accounts"].values())
        if any(difference.account in taxes for difference in found):
            return sources.TAX_SPLIT
        if any(difference.dimensions for difference in found):
            return sources.PAYABLES
        return sources.JOURNAL

    def _as_before(self, name: str, where: Reference) -> None:
        changed = list(changes(self.before.reports[name], self.after.reports[name]))
        self.stage.check(
            not changed,
            "a report changed that should be as it was",
            expected=f"{state_of(self.before.reports[name])}, unchanged",
            seen="; ".join(changed[:5]),
            where=where,
            requests=self._telling(name),
            report=name,
        )

    def _all_stand(self, name: str) -> None:
        wanted = self._postings(self.after.reports[name])
        found = books.differences(wanted, self.after.booked_by(name))
        self.stage.check(
            not found,
            "only a part of the report's bills stands",
            expected="the bills of all payees, or none",
            seen="\n".join(str(difference) for difference in found[:_ROWS]),
            where=sources.UNIT_OF_WORK,
            requests=evidence.numbers(_bill_changes(self.traffic)),
            report=name,
        )

    def _left_over(self, name: str, bills: Sequence[Record]) -> None:
        if bills:
            self.stage.check(
                False,
                "bills were left behind that belong to no Paid report",
                expected="drafts are deleted and posted bills void; beside those of Paid reports none stands",
                seen="; ".join(_bill_words(bill) for bill in bills),
                where=sources.ROLL_BACK,
                requests=evidence.numbers(_bill_changes(self.traffic)),
                report=name or None,
            )

    def _fail(self, name: str, title: str, wanted: str, seen: str) -> None:
        self.stage.check(False, title, expected=wanted, seen=seen, requests=self._telling(name), report=name)

    def _complain(self, name: str, found: Iterable[Complaint]) -> None:
        for complaint in found:
            self.stage.check(
                False,
                complaint.title,
                expected=complaint.expected,
                seen=complaint.seen,
                where=complaint.where,
                requests=self._telling(name),
                report=name,
            )

    def _telling(self, name: str) -> tuple[int, ...]:
        states = [self.before.reports.get(name), self.after.reports.get(name)]
        return evidence.telling(self.traffic, [state for state in states if state])


def _bill_changes(traffic: Sequence[Exchange]) -> Iterator[Exchange]:
    for each in traffic:
        if each.service == "erp" and each.method != "GET" and "/bills" in each.path:
            yield each


def _bill_words(bill: Record) -> str:
    named = bill.get("document_number") or bill.get("external_id") or bill["id"]
    return f"{bill['status']} bill {named} of vendor {bill['vendor_id']}, {bill['total']} {bill['currency']}"


def _comments(report: Record) -> str:
    return " / ".join(repr(comment["text"]) for comment in report["comments"])
