"""The registry of behaviours as a page of documentation, and as the control API gives it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockkit.behaviours import Behaviour, Family, Registry, Source

_HEAD = """\
# Fidelity

What the mocks do, what the harness adds, what the suite asks of a connector, and what each of it rests on. This page
is made from the registry of behaviours (`make docs`, and a test compares); `GET /_mock/behaviours` answers the same.

- **documented**: a public page states it. The source names the page and the heading.
- **observed**: recorded replies or requests of public clients show it, though no page states it.
- **assumed**: our choice, with its reason; a source beside it is the page that comes nearest. Find better evidence, and
  change it.
"""

_DOCS = "docs/"


def page(registry: Registry) -> str:
    """The registry as Markdown."""
    return "\n".join((_HEAD, *_parts(registry)))


def _parts(registry: Registry) -> Iterator[str]:
    for title, families in registry.parts.items():
        yield f"## {title}\n"
        for one in families:
            yield from _family(one)


def _family(one: Family) -> Iterator[str]:
    yield f"### {one.title}\n"
    yield f"About {_listed(one.concerns)}.\n"
    for each in one.behaviours:
        yield from _entry(each, one)
    yield ""


def _entry(each: Behaviour, one: Family) -> Iterator[str]:
    yield f'- <a id="{each.id}"></a>**{each.label}**: {each.does}'
    said = [f"Why: {each.reason}"] if each.reason else []
    if each.sources:
        lead = "Nearest" if each.label == "assumed" else "Source"
        said.append(f"{lead}: {'; '.join(map(_linked, each.sources))}.")
    if each.concerns != one.concerns:
        said.append(f"About {_listed(each.concerns)}.")
    yield f"  <br>{' '.join(said)} `{each.id}`"


def _linked(source: Source) -> str:
    return f"[{source}]({source.url.removeprefix(_DOCS)})" if source.url else str(source)


def _listed(concerns: tuple[str, ...]) -> str:
    return ", ".join(f"`{concern}`" if "/" in concern else concern for concern in concerns)


def registry_as_json(registry: Registry) -> list[dict[str, Any]]:
    """Every entry as the control API gives it."""
    return [
        {
            "id": each.id,
            "label": each.label,
            "does": each.does,
            "sources": [{"page": at.page, "heading": at.heading, "url": at.url} for at in each.sources],
            "reason": each.reason,
            "concerns": list(each.concerns),
            "part": part,
            "family": one.title,
        }
        for part, families in registry.parts.items()
        for one in families
        for each in one.behaviours
    ]
