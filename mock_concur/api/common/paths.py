"""Paths as the service takes them: fixed words in any case, with slashes doubled or at the end.

*Observed*: clients write ``/Reports/?status=``, ``/reports``, ``/WorkFlowAction`` and ``/workflowaction``, and one
library doubles a slash. Ids keep their case, whatever they are: a word is fixed only where a declared path has it. What
the server has decoded once is not decoded again, so that an id holding ``$`` may come raw or as ``%24``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.ctx import RequestContext
from werkzeug.routing import BaseConverter, Map


@dataclass(slots=True)
class _Node:
    """What may follow at one place of a path: fixed words, or an id."""

    words: dict[str, _Node] = field(default_factory=dict)
    id: _Node | None = None
    ends: bool = False


class Paths:
    """The declared paths, e.g. ``/oauth2/v0/token`` and ``/v1.1/report/<report_id>``."""

    def __init__(self, declared: Iterable[str]) -> None:
        self._root = _Node()
        for path in declared:
            self._add(path)

    def _add(self, path: str) -> None:
        node = self._root
        for segment in path.strip("/").split("/"):
            if segment.startswith("<"):
                node.id = node.id or _Node()
                node = node.id
            else:
                node = node.words.setdefault(segment, _Node())
        node.ends = True

    def plain(self, path: str) -> str:
        """The path as it is declared: fixed words in lower case, ids as they came, single slashes, none at the end.

        A path that nobody has declared keeps the case of all its words.
        """
        segments = [segment for segment in path.split("/") if segment]
        return "/" + "/".join(_matched(self._root, segments) or segments)


def _matched(node: _Node, segments: Sequence[str]) -> list[str] | None:
    """The segments with the fixed words in lower case; None where no declared path leads through all of them."""
    if not segments:
        return [] if node.ends else None
    first, others = segments[0], segments[1:]
    for word, following in ((first.lower(), node.words.get(first.lower())), (first, node.id)):
        rest = None if following is None else _matched(following, others)
        if rest is not None:
            return [word, *rest]
    return None


class Unless(BaseConverter):
    """An id, but none of the words that name another documented call at the same place, in any case."""

    def __init__(self, url_map: Map, *words: str) -> None:
        super().__init__(url_map)
        self.regex = rf"(?!(?i:{'|'.join(map(re.escape, words))})\Z)[^/]+"


class ConcurFlask(Flask):
    """A Flask application whose routes see plain paths; everything else sees the path that was sent."""

    def __init__(self, import_name: str, paths: Paths) -> None:
        super().__init__(import_name, static_folder=None)
        self.paths = paths
        self.url_map.converters["unless"] = Unless
        # Whatever a route does not take is answered in the service's own form, OPTIONS too.
        self.config["PROVIDE_AUTOMATIC_OPTIONS"] = False

    def request_context(self, environ: dict[str, Any]) -> RequestContext:
        """The context of a request, with its path made plain."""
        return super().request_context({**environ, "PATH_INFO": self.paths.plain(environ.get("PATH_INFO", ""))})
