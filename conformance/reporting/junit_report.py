"""junit.xml, as CI servers read it: a suite a family of cases, a test case a case.

What is inconclusive is skipped there, JUnit having no word for it, and failed in a strict run.

`classname` is the family and `name` the whole id, so that a case keeps its history whatever its sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree as ET

from conformance.engine.events import CaseFinished, Event, RunFinished, RunStarted
from conformance.engine.verdict import Verdict
from conformance.reporting.console import in_lines, remark
from conformance.reporting.evidence import evidence_file
from conformance.reporting.failure_text import failure_parts

# What XML 1.0 cannot hold, not even escaped.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDTH = 110


class JUnitWriter:
    """Writes the whole run when it is over."""

    def __init__(self, out_dir: Path) -> None:
        self._out_dir = out_dir
        self._start: RunStarted | None = None
        self._cases: list[CaseFinished] = []

    def on(self, event: Event) -> None:
        """Collect, and write in the end."""
        if isinstance(event, RunStarted):
            self._start = event
        elif isinstance(event, CaseFinished):
            self._cases.append(event)
        elif isinstance(event, RunFinished) and self._start is not None:
            tree = ET.ElementTree(self._document(self._start, event))
            ET.indent(tree)
            tree.write(self._out_dir / "junit.xml", encoding="utf-8", xml_declaration=True)

    def _document(self, start: RunStarted, end: RunFinished) -> ET.Element:
        about = {"name": start.connector, "time": f"{end.duration:.3f}"}
        root = ET.Element("testsuites", about | _counted(self._cases, start))
        families: dict[str, list[CaseFinished]] = defaultdict(list)
        order = {case_id: index for index, case_id in enumerate(start.cases)}
        for case in sorted(self._cases, key=lambda case: order.get(case.id, len(order))):
            families[case.id.partition("/")[0]].append(case)
        for family, cases in families.items():
            seconds = sum(case.duration for case in cases)
            about = {"name": family, "time": f"{seconds:.3f}"}
            suite = ET.SubElement(root, "testsuite", about | _counted(cases, start))
            for case in cases:
                self._add(suite, case, start)
        return root

    def _add(self, suite: ET.Element, case: CaseFinished, start: RunStarted) -> None:
        family = case.id.partition("/")[0]
        element = ET.SubElement(suite, "testcase", classname=family, name=case.id, time=f"{case.duration:.3f}")
        tag = _tag(case, start)
        if tag is None:
            return
        called = "inconclusive: " if case.verdict is Verdict.INCONCLUSIVE else ""
        outcome = ET.SubElement(element, tag, message=_fit(called + remark(case)))
        if case.verdict is not Verdict.SKIP:
            outcome.text = _fit(self._told(case, start.rerun))

    def _told(self, case: CaseFinished, rerun: str) -> str:
        evidence = str(evidence_file(self._out_dir, case.id))
        return in_lines(failure_parts(case, rerun, evidence, {}), _WIDTH)


def _tag(case: CaseFinished, start: RunStarted) -> str | None:
    """The element in which JUnit says what a case came to; none for a pass."""
    inconclusive = "failure" if start.strict else "skipped"
    tags = {Verdict.FAIL: "failure", Verdict.ERROR: "error", Verdict.SKIP: "skipped"}
    return {**tags, Verdict.INCONCLUSIVE: inconclusive}.get(case.verdict)


def _counted(cases: list[CaseFinished], start: RunStarted) -> dict[str, str]:
    tags = [_tag(case, start) for case in cases]
    return {
        "tests": str(len(cases)),
        "failures": str(tags.count("failure")),
        "errors": str(tags.count("error")),
        "skipped": str(tags.count("skipped")),
    }


def _fit(text: str) -> str:
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
