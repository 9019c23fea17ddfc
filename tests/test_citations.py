"""What the suite cites is what the registry of behaviours says: the same label, the same page, heading and address.

The suite imports neither mock, so that both are declared; here they are held to each other.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import conformance
from concur_harness.behaviours import REGISTRY
from conformance.citation import Reference
from conformance.engine.case import all_cases

ROOT = Path(__file__).parent.parent
APART = ("conformance.connectors.reference", "conformance.connectors.mutants")
"""Connectors: programs of their own, which cite nothing."""


def modules() -> Iterator[str]:
    for info in pkgutil.walk_packages(conformance.__path__, "conformance."):
        if not info.name.startswith(APART) and not info.name.endswith("__main__"):
            yield info.name


def cited() -> dict[str, Reference]:
    """Every citation of the suite, by where it stands."""
    found = {
        f"{name}.{word}": value
        for name in modules()
        for word, value in vars(importlib.import_module(name)).items()
        if isinstance(value, Reference)
    }
    for case in all_cases():
        found.update({f"{case.id}[{number}]": each for number, each in enumerate(case.rests_on)})
    return found


CITED = cited()


@pytest.mark.parametrize("where", CITED)
def test_a_citation_has_the_label_and_the_source_of_its_behaviour(where: str) -> None:
    """Catches a failure that says *documented* of what the registry calls assumed, or cites another page."""
    citation = CITED[where]
    behaviour = REGISTRY.get(citation.behaviour)
    assert behaviour is not None, f"no behaviour is called {citation.behaviour!r}"
    assert citation.kind == behaviour.label
    assert bool(citation.note) == (citation.kind == "assumed")
    sources = {(source.page, source.heading, source.url) for source in behaviour.sources}
    whole_page = (citation.document, "", citation.url.partition("#")[0])
    assert (citation.document, citation.section, citation.url) in sources or whole_page in sources


def test_citations_are_made_where_they_are_found() -> None:
    """Catches one that is made where a finding is: the test above would not see it."""
    makers = {"Reference", "says", "comes_near"}
    for name in modules():
        path = ROOT / (name.replace(".", "/") + ".py")
        if not path.exists() or name == "conformance.citation":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name != "use_case":
                inner = {
                    ast.unparse(call.func).rpartition(".")[2] for call in ast.walk(node) if isinstance(call, ast.Call)
                }
                assert not inner & makers, f"{path}: {node.name}"


def test_nothing_of_the_vendors_is_cited_without_its_address() -> None:
    bare = {str(citation) for citation in CITED.values() if not citation.url}
    assert not bare


def headings(page: str) -> dict[str, str]:
    """The headings of a page of ours by their anchors, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", (ROOT / page).read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-"): heading for heading in found}


OURS = {where: each for where, each in CITED.items() if not each.url.startswith("https://")}


@pytest.mark.parametrize("where", OURS)
def test_a_heading_of_ours_that_is_cited_exists(where: str) -> None:
    """Catches a citation of a document that nobody has written."""
    page, _, anchor = OURS[where].url.partition("#")
    assert (ROOT / page).is_file()
    assert headings(page)[anchor] == OURS[where].section
    assert headings(page)[next(iter(headings(page)))] == OURS[where].document
