"""What a failed case has to say, as parts that a terminal may colour and a log takes as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from conformance.citation import Reference
from conformance.client.exchange import Exchange
from conformance.engine.events import CaseFinished, CycleSummary, FaultSummary
from conformance.engine.verdict import Finding, Verdict

#: How many requests are shown for a finding, and how many characters of a body.
MAX_REQUESTS = 8
MAX_BODY = 480
_MAX_PRINTED = 600


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled piece of the story; `tone` says what it is: expected, seen, source, request, body, command."""

    label: str
    text: str
    tone: str = ""
    depth: int = 1


def failure_parts(case: CaseFinished, rerun: str, evidence: str | None, told: dict[str, str]) -> Iterator[Part]:
    """What a case that did not pass shows, from what was expected to how to run it again.

    `rerun` is the command without `-k`. `told` remembers findings that were told of another case in the
    same words, and is added to: a connector that cannot even start is told of once.
    """
    yield Part("", case.says)
    if case.reason:
        earlier = told.setdefault(case.reason, case.id)
        label = "broke" if case.verdict is Verdict.ERROR else "why"
        yield Part(label, case.reason if earlier == case.id else f"the same as in {earlier}", "seen")
    for number, finding in enumerate(case.findings, 1):
        yield Part("", f"\n{number}. {finding.title}", "title")
        earlier = told.setdefault(finding.seen, case.id) if _is_general(finding) else case.id
        if earlier == case.id:
            yield from _finding(finding, case)
        else:
            yield Part("seen", f"the same as in {earlier}", "seen", 2)
    yield Part("", "")
    if case.faults:
        yield Part("faults", "\n".join(_fault(fault) for fault in case.faults))
    yield from _printed(case)
    if evidence:
        yield Part("evidence", evidence)
    yield Part("run again", f"{rerun} -k '{case.id}'", "command")


def _is_general(finding: Finding) -> bool:
    """Whether it is about no report and no request, but about the connector as such."""
    return not finding.report and not finding.requests


def _finding(finding: Finding, case: CaseFinished) -> Iterator[Part]:
    yield Part("rests on", source(finding.where), "source", 2)
    if finding.report:
        yield Part("report", finding.report, depth=2)
    yield Part("expected", finding.expected, "expected", 2)
    yield Part("seen", finding.seen, "seen", 2)
    yield from _requests(finding, case)


def source(where: Reference) -> str:
    """What kind of knowledge a reference is, first, and then where it is written, or why it is assumed."""
    place = ", ".join(part for part in (where.document, f'"{where.section}"', where.url) if part)
    if where.kind == "assumed":
        return f"assumed: {where.note.rstrip('.')}. Nearest: {place}"
    return f"{where.kind}: {place}" + (f" ({where.note})" if where.note else "")


def _requests(finding: Finding, case: CaseFinished) -> Iterator[Part]:
    by_number = {exchange.seq: exchange for exchange in case.traffic}
    shown = [by_number[seq] for seq in finding.requests if seq in by_number]
    label = "shown by"
    for exchange in shown[:MAX_REQUESTS]:
        yield Part(label, exchange_line(exchange), "request", 2)
        yield from _bodies(exchange)
        label = ""
    if len(shown) > MAX_REQUESTS:
        yield Part("", f"and {len(shown) - MAX_REQUESTS} requests more", depth=2)


def exchange_line(exchange: Exchange) -> str:
    """An exchange in one line."""
    query = f"?{exchange.query}" if exchange.query else ""
    answer = "no answer" if exchange.status is None else str(exchange.status)
    fault = " (a fault was injected)" if exchange.faults else ""
    return f"#{exchange.seq} {exchange.service} {exchange.method} {exchange.path}{query} -> {answer}{fault}"


def _bodies(exchange: Exchange) -> Iterator[Part]:
    # What was sent matters most; of an answer that is as good as its status, the beginning will do.
    answered = MAX_BODY // 4 if exchange.succeeded else MAX_BODY
    for sign, body, most in ((">", exchange.request_body, MAX_BODY), ("<", exchange.response_body, answered)):
        if body and body.strip():
            yield Part("", f"{sign} {shortened(body, most)}", "body", 3)


def shortened(body: str, most: int = MAX_BODY) -> str:
    """A body on one line, without XML's declarations of namespaces, cut after `most` characters."""
    flat = _spaced(re.sub(r"\s+", " ", re.sub(r'\s+xmlns(:\w+)?="[^"]*"', "", body)).strip())
    return flat if len(flat) <= most else f"{flat[:most]} ..."


def _spaced(text: str) -> str:
    """JSON with a space after every comma and colon, so that its lines break between words."""
    try:
        return msgspec.json.format(text, indent=0) if text[0] in "{[" else text
    except msgspec.DecodeError:
        return text


def _fault(fault: FaultSummary) -> str:
    fired = f"fired {fault.fired} of {fault.seen} times" if fault.fired else f"never fired: {fault.why_not}"
    return f"{fault.id}, {fault.what}: {fired}"


def _printed(case: CaseFinished) -> Iterator[Part]:
    """How the cycles ended, and what the last one printed, unless a finding has said so."""
    if not case.cycles:
        return
    yield Part("cycles", "\n".join(_cycle(cycle) for cycle in case.cycles))
    text = case.cycles[-1].stderr.strip() or case.cycles[-1].stdout.strip()
    if text and not any(text[-200:] in finding.seen for finding in case.findings):
        yield Part("it printed", text if len(text) <= _MAX_PRINTED else "..." + text[-_MAX_PRINTED:], "body")


def _cycle(cycle: CycleSummary) -> str:
    status = "no exit status" if cycle.exit_code is None else f"exit status {cycle.exit_code}"
    return f"{cycle.number}: {status} after {cycle.duration:.2f} s"
