"""A run: a harness of its own, companies to break, threads that ask, and what was found."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import requests

from tests.fuzz.client import Answer, Client, Hung
from tests.fuzz.generation import Fuzzed, fuzzed
from tests.fuzz.subjects import Scratch, Subject
from tests.fuzz.verdicts import objections

RENEWED_EVERY = 2_000
"""Requests after which the companies are reset: reports are paid and locked before long."""

MAX_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Objection:
    """Something wrong with the answer to one request."""

    number: int
    what: str
    request: bytes
    answer: bytes

    def shown(self) -> str:
        """It in a few lines."""
        return f"#{self.number}: {self.what}\n  > {self.request[:1500]!r}\n  < {self.answer[:600]!r}"


@dataclass(slots=True)
class Outcome:
    """What a run found."""

    asked: int = 0
    seconds: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    dropped: int = 0
    objections: list[Objection] = field(default_factory=list)


class Run:
    """``requests_wanted`` requests of one seed against a served harness, by some threads at once."""

    def __init__(self, ready: dict[str, Any], seed: int, requests_wanted: range, threads: int = 4) -> None:
        self.outcome = Outcome()
        self._control = ready["control_url"]
        ports = {name: int(ready[f"{name}_url"].rsplit(":", 1)[1]) for name in ("concur", "erp")}
        self._ports = {**ports, "control": ports["concur"]}
        self._seed, self._wanted, self._threads = seed, requests_wanted, threads
        self._numbers: Iterator[int] = iter(requests_wanted)
        self._lock = threading.Lock()
        self._scratch = Scratch()
        self._subjects: list[Subject] = []

    def run(self) -> Outcome:
        """Ask everything; the outcome."""
        started = time.perf_counter()
        self._subjects = [self._subject(scenario) for scenario in ("default", "foreign-currency", "reclaimable-tax")]
        for _ in range(3):
            self._scratch.add(self._company("default")["id"])
        workers = [threading.Thread(target=self._work) for _ in range(self._threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.outcome.seconds = time.perf_counter() - started
        return self.outcome

    def _work(self) -> None:
        clients = {service: Client(port) for service, port in self._ports.items()}
        while (number := self._next()) is not None:
            if number % RENEWED_EVERY == RENEWED_EVERY - 1:
                self._renew()
            asked = fuzzed(self._seed, number, self._subjects, self._scratch)
            try:
                self._ask(clients[asked.service], asked)
            except Hung:
                self._object(asked, "no answer in time", None)
        for client in clients.values():
            client.close()

    def _next(self) -> int | None:
        with self._lock:
            return next(self._numbers, None)

    def _ask(self, client: Client, asked: Fuzzed) -> None:
        answer = (client.ask if asked.whole else client.ask_alone)(asked.data, asked.method)
        with self._lock:
            self.outcome.asked += 1
            self.outcome.statuses[f"{asked.service} {answer.status if answer else 'dropped'}"] += 1
        if answer is None:
            if asked.whole:
                self._object(asked, "the connection was closed without an answer", None)
            return
        for what in objections(asked, answer):
            self._object(asked, what, answer)
        if asked.service == "control" and asked.method == "POST" and answer.status == 201:
            self._made(answer)

    def _made(self, answer: Answer) -> None:
        made = json.loads(answer.body)
        gone = self._scratch.add(made["id"]) if "concur" in made else None
        if gone is not None:
            requests.delete(f"{self._control}/companies/{gone}", timeout=60)

    def _object(self, asked: Fuzzed, what: str, answer: Answer | None) -> None:
        with self._lock:
            seen = b"" if answer is None else f"{answer.status} ".encode() + answer.body
            self.outcome.objections.append(Objection(asked.number, what, asked.data, seen))

    def _company(self, scenario: str) -> dict[str, Any]:
        made: dict[str, Any] = self._called("POST", "/companies", {"scenario": scenario, "seed": self._seed})
        return made

    def _called(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(method, self._control + path, json=body, timeout=60)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def _renew(self) -> None:
        for subject in self._subjects:
            self._called("POST", f"/companies/{subject.company['id']}/reset")

    def _subject(self, scenario: str) -> Subject:
        company = self._company(scenario)
        items = self._called("GET", f"/companies/{company['id']}/reports")["items"]
        reports = [self._called("GET", f"/companies/{company['id']}/reports/{item['id']}") for item in items]
        rows = [(report["id"], row["entry"]) for report in reports for row in report["journal"]]
        vendors = requests.get(
            f"{company['erp']['base_url']}/api/v1/vendors",
            headers={"Authorization": f"Bearer {company['erp']['api_key']}"},
            timeout=60,
        ).json()
        return Subject(
            company,
            reports=tuple(report["id"] for report in reports),
            steps=tuple(report["step_id"] or "nStepThatIsOver" for report in reports),
            entries=tuple(rows),
            vendors=tuple(vendor["id"] for vendor in vendors["items"]),
        )


def outcome_text(outcome: Outcome, seed: int) -> str:
    """The outcome as text: rates, statuses, and the first objections by kind."""
    rate = outcome.asked / max(outcome.seconds, 0.001)
    lines = [
        f"{outcome.asked:,} requests of seed {seed} in {outcome.seconds:.0f} s ({rate:.0f} a second)",
        "  " + ", ".join(f"{status}: {count}" for status, count in sorted(outcome.statuses.items())),
        f"{len(outcome.objections)} objections",
    ]
    kinds = Counter(objection.what for objection in outcome.objections)
    lines += [f"  {count} x {what}" for what, count in kinds.most_common()]
    shown = sorted(outcome.objections, key=lambda one: (Random(one.what).random(), one.number))
    return "\n".join([*lines, *(objection.shown() for objection in shown[:MAX_SHOWN])])
