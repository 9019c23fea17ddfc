"""A financial connector: approved expense reports out of SAP Concur, payables into an ERP.

One call is one cycle: poll Concur for the reports that are ready, and for each of them

1. read its details,
2. group its journal by the party that is owed, which gives one payable a party,
3. have the ERP accept every payable, then post them all, so that a refusal still undoes everything,
4. commit the report in Concur, where it becomes Paid; or, when the ERP refused something, send it
   back to the employee or recall it to the processor, whoever can mend it, and say why.

The order of 3 and 4 is what keeps it right through failures. Commit cannot be undone and booking
can, so booking comes first; between the two, a report that is booked and not yet committed is
found again in the next poll, and its bills by their external ids.

The exit status is 0 when nothing was left undone; sending a report back is not leaving it undone.
"""

from __future__ import annotations

import os
import sys
from collections import abc
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import log
import remedy
from booking import Booking
from concur import Concur, Listed, Listing, details_path
from erp import Erp, ValidationError
from memory import Memory
from payables import Unmapped, payables_of
from report import Report, journal
from settings import Mapping, Misconfigured, Settings, read_settings
from web import NoAnswer, Outage, Patience, Rejected, Service

if TYPE_CHECKING:
    from collections.abc import Iterator

try:
    import fcntl
except ImportError:  # not on Windows, where the scheduler must see to it that cycles do not overlap
    fcntl = None  # type: ignore[assignment]


class Connector:
    """One cycle. Methods that work on a report say True when nothing about it was left undone."""

    def __init__(self, concur: Concur, booking: Booking, memory: Memory, mapping: Mapping) -> None:
        self.concur = concur
        self.booking = booking
        self.memory = memory
        self.mapping = mapping
        self.today = mapping.today or ""

    def cycle(self) -> bool:
        """Poll, and deal with every report found; until Concur has no more to show.

        Besides the reports in the list, those are read whose bills an earlier cycle left
        uncommitted: somebody may have taken such a report back meanwhile, and then no list shows
        it, but its bills still stand.
        """
        since = self.memory.watermark
        done = True
        seen: set[str] = set()
        while True:
            listing = self.concur.reports_to_pay(since)
            self.today = self.mapping.today or f"{listing.answered_at or datetime.now(UTC):%Y-%m-%d}"
            queue = self._with_unfinished(listing.reports) if not seen else listing.reports
            fresh = [listed for listed in queue if listed.id not in seen]
            seen |= {listed.id for listed in fresh}
            done &= self.work_through(fresh)
            if not self.more_to_come(listing, fresh):
                break
        # A full list with nothing new in it hides reports behind those that cannot be finished.
        self.remember(listing, done=done and not listing.may_be_cut)
        return done

    def more_to_come(self, listing: Listing, fresh: list[Listed]) -> bool:
        """Whether to poll again at once: the list was full, and working through it made room in it."""
        return listing.may_be_cut and bool(fresh)

    def work_through(self, reports: list[Listed]) -> bool:
        """Handle all of them; one that fails does not stop the others."""
        done = True
        for listed in reports:
            done &= self.handle(listed)
        return done

    def remember(self, listing: Listing, *, done: bool) -> None:
        """Move the watermark, unless something was left undone.

        Only the poll shows a report, and only while it is newer than the watermark: were it moved
        past a report that failed, that report would never be seen again until someone changed it.
        """
        if done and listing.answered_at:
            self.memory.move_watermark(listing.answered_at)

    def handle(self, listed: Listed) -> bool:
        """Deal with one report, whatever goes wrong with it."""
        report = None
        try:
            report = self.concur.read(listed)
            return self.settle(report) if report.ready else self.let_go(report)
        except Outage as outage:
            return self.put_off(listed, report, outage)
        except (Rejected, Unmapped) as error:
            log.say(f"Report {listed.id} is left as it is: {error}")
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not cost the other reports
            log.say(f"Report {listed.id} is left as it is; the connector failed: {error!r}")
        return False

    def put_off(self, listed: Listed, report: Report | None, outage: Outage) -> bool:
        """Leave a report for a later cycle. The people in its workflow cannot mend an outage: no
        action and no comment."""
        name = f" ({report.name})" if report else ""
        log.say(f"Report {listed.id}{name} has to wait: {outage}")
        return False

    def let_go(self, report: Report) -> bool:
        """A report that is not ready, or no longer: its bills stand if it is Paid, else none may."""
        if report.id in self.memory.under_way:
            if report.paid:
                self.memory.end(report.id)
            else:
                self.booking.roll_back(report.id)
                log.say(f"Report {report.id} was taken back by somebody; so are its bills.")
        return True

    def settle(self, report: Report) -> bool:
        """Book a report that is ready, then commit it; or give it back."""
        if report.amount_due and not any(journal(report)):
            # The journal is shown to a Web Services Administrator only. Without it we would
            # commit a report that nobody is paid for.
            log.say(f"Report {report.id} is left as it is: money is due, but its journal is not shown.")
            return False
        payables = payables_of(report, self.mapping, self.today)
        errors = self.booking.book(report.id, payables)
        if errors:
            return self.give_back(report, errors)
        for payable in payables:
            number, total = payable.document_number, f"{payable.total} {payable.currency}"
            log.say(f"Report {report.id}: {payable.type} {number} of {total} stands.")
        return self.commit(report)

    def commit(self, report: Report) -> bool:
        """Make the report Paid.

        FAILURE, or no answer at all, does not tell whether it is: only the report does. If it is
        Paid the bills must stand, and taking them back would leave somebody unpaid for ever. If
        Concur said no and it is not Paid, they must go. If we were not heard, they stay: the next
        cycle finds them and goes on from here.
        """
        try:
            accepted, refused = self.concur.commit(report), True
        except Outage as outage:
            log.say(f"The commit of report {report.id} was not answered: {outage}")
            accepted, refused = False, False
        if accepted or self.read_again(report).paid:
            self.memory.end(report.id)
            log.say(f"Report {report.id} ({report.name}) is committed.")
            return True
        if refused:
            self.booking.roll_back(report.id)
            log.say(f"Report {report.id} was not committed; its bills are taken back.")
        return False

    def give_back(self, report: Report, errors: list[ValidationError]) -> bool:
        """Return a report that the ERP refused, and say why. Its bills are gone already."""
        action = remedy.way_back(errors, self.mapping.routing)
        comment = remedy.action_comment(errors)
        if action is None or not report.workflow_url:
            log.say(f"Report {report.id} is left as it is, for us to mend: {comment}")
            return False
        if not self._returned(report, action, comment):
            return False
        log.say(f"Report {report.id}: {action}. {comment}")
        self.comment(report, errors)
        return True

    def _returned(self, report: Report, action: str, comment: str) -> bool:
        """Whether the report left our step. A lost answer is looked up: it may have gone already,
        and doing it again at the next step would be a different thing."""
        try:
            return self.concur.give_back(report, action, comment)
        except NoAnswer as outage:
            log.say(f"{action} of report {report.id} was not answered: {outage}")
            return not self.read_again(report).ready

    def comment(self, report: Report, errors: list[ValidationError]) -> None:
        """Say it again where it is wrong: on the entries, and on the header for the whole.

        After the report was returned, because Concur takes no header comment while it is at
        Processing Payment. What matters is done by then and these are a courtesy: one that fails
        is not tried again, for fear of saying it twice.
        """
        try:
            for entry, text in remedy.entry_comments(report, errors):
                self.concur.comment_on_entry(report, entry, text)
            if whole := remedy.header_comment(errors):
                self.concur.comment_on_report(report, whole)
        except (Outage, Rejected) as error:
            log.say(f"Not all comments on report {report.id} could be written: {error}")

    def read_again(self, report: Report) -> Report:
        """The report as it is now."""
        return self.concur.read(Listed(report.id, details_path(report.id)))

    def _with_unfinished(self, reports: list[Listed]) -> list[Listed]:
        listed = {report.id for report in reports}
        unfinished = [report_id for report_id in self.memory.under_way if report_id not in listed]
        return reports + [Listed(report_id, details_path(report_id)) for report_id in unfinished]


def main(environ: abc.Mapping[str, str] = os.environ) -> int:
    """Run one cycle; the exit status: 0 done, 1 something was left undone, 2 not configured."""
    try:
        settings = read_settings(environ)
    except Misconfigured as error:
        log.say(f"Cannot start: {error}")
        return 2
    with alone(settings.state_dir) as free:
        if not free:
            log.say("The last cycle is still running; leaving the work to it.")
            return 1
        return run(settings)


def run(settings: Settings) -> int:
    """One cycle with these settings; the exit status."""
    memory, patience = Memory(settings.state_dir), Patience()
    concur = Service("Concur", settings.concur_base_url, patience, memory.closed_until("Concur"))
    tokens = concur
    if not concur.is_at(settings.token_url):
        tokens = Service("Concur's token service", settings.token_url, patience)
    erp = Service("the ERP", settings.erp_base_url, patience, memory.closed_until("the ERP"))
    connector = Connector(
        Concur(concur, tokens, settings, memory),
        Booking(Erp(erp, settings.erp_api_key), memory),
        memory,
        settings.mapping,
    )
    try:
        return 0 if connector.cycle() else 1
    except (Outage, Rejected) as error:
        log.say(f"The poll failed: {error}")
        return 1
    finally:
        memory.keep_closed({service.name: service.closed_until for service in (concur, erp)})


@contextmanager
def alone(state_dir: Path) -> Iterator[bool]:
    """Whether no other cycle runs on the same state: two at once would each find no bill and make one.

    The lock goes with the process, however it ends.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    with (state_dir / "lock").open("w") as file:
        try:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


if __name__ == "__main__":
    sys.exit(main())
