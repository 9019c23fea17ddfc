"""What any answer must be: below 500, in the form that its service documents, with the headers that it always has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml import etree

from tests.fuzz.client import Answer
from tests.fuzz.generation import Fuzzed

ROOTS = {"ReportsList", "ReportDetails", "ActionStatus", "ReportEntryStatusList", "Error"}


def objections(asked: Fuzzed, answer: Answer) -> Iterator[str]:
    """Everything that is wrong with the answer."""
    if answer.status >= 500:
        yield f"status {answer.status}"
    if "date" not in answer.headers:
        yield "no Date header"
    if answer.status in (204, 304) or asked.method == "HEAD":
        if answer.body:
            yield "a body where none may be"
        return
    if not asked.whole and not asked.path.startswith("/"):
        return
    yield from _form(asked, answer)


def _form(asked: Fuzzed, answer: Answer) -> Iterator[str]:
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind.endswith("json"):
        try:
            document = json.loads(answer.body)
        except ValueError:
            yield "a body that is not the JSON that it says it is"
            return
        yield from _json_form(answer.status, kind, document)
    elif kind == "application/xml":
        yield from _xml_form(answer)
    elif kind != "text/html" or not asked.path.startswith("/_mock"):
        yield f"an answer of the type {kind!r}"


def _json_form(status: int, kind: str, document: Any) -> Iterator[str]:
    if status < 400:
        return
    if not isinstance(document, dict):
        yield "an error that is not an object"
    elif kind == "application/problem+json":
        missing = {"type", "title", "status", "detail"} - document.keys()
        if missing or document["status"] != status:
            yield f"a problem without {sorted(missing)} or with another status"
        for error in document.get("errors", ()):
            if not isinstance(error.get("message"), str) or not error.keys() & {"pointer", "parameter"}:
                yield "an error of a problem that does not say what is wrong, and where"
    elif "Error" in document:
        if set(document["Error"]) != {"Message", "Server-Time", "Id"}:
            yield "an Error without its three parts"
    elif not {"code", "error", "error_description"} <= document.keys():
        yield "an error in no documented form"


def _xml_form(answer: Answer) -> Iterator[str]:
    try:
        root = etree.fromstring(answer.body, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError:
        yield "a body that is not the XML that it says it is"
        return
    name = etree.QName(root).localname
    if name not in ROOTS:
        yield f"an element {name!r} that no page documents"
    if answer.status >= 400 and [child.tag for child in root] != ["Message", "Server-Time", "Id"]:
        yield "an Error without its three parts"
