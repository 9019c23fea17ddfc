"""What a user is told is worded here: no message of a library passes through, for it changes with a release."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("harness", "conformance", "mock_concur", "mock_erp", "mockkit")
LIBRARIES = {"yaml", "msgspec", "etree", "ET", "json"}
ERRORS = {"ValidationError", "HTTPException", "BadRequest", "SQLAlchemyError", "DBAPIError", "UnicodeError"}
"""Errors of libraries by the name that they are imported under; our own are all called otherwise."""
WORDS = {"problem", "context", "msg", "description", "reason", "name", "args"}
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def of_a_library(kind: ast.expr | None) -> bool:
    """Whether an except clause names an error of a library, alone or among others."""
    if isinstance(kind, ast.Tuple):
        return any(map(of_a_library, kind.elts))
    if isinstance(kind, ast.Attribute):
        root = ast.unparse(kind).split(".")[0]
        return root in LIBRARIES
    return isinstance(kind, ast.Name) and kind.id in ERRORS


def passed_on(handler: ast.ExceptHandler) -> Iterator[str]:
    """Where the handler makes text of the error itself, or reads the error's own text."""
    for node in ast.walk(handler):
        inner: ast.AST | None = node.value if isinstance(node, ast.FormattedValue) else None
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("str", "repr") and node.args:
            inner = node.args[0]
        if isinstance(inner, ast.Name) and inner.id == handler.name:
            yield f"line {getattr(node, 'lineno', 0)}: {ast.unparse(node)}"
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == handler.name and node.attr in WORDS:
            yield f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_message_of_a_library_is_passed_on(path: Path) -> None:
    handlers = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ExceptHandler)]
    assert [said for each in handlers if each.name and of_a_library(each.type) for said in passed_on(each)] == []


@pytest.mark.parametrize(
    "handler",
    [
        "except yaml.YAMLError as error: raise Refused(f'no YAML: {error}')",
        "except (msgspec.DecodeError, UnicodeError) as error: raise Refused(str(error))",
        "except yaml.MarkedYAMLError as error: told(error.problem)",
    ],
)
def test_passing_it_on_is_seen(handler: str) -> None:
    (node,) = ast.parse(f"try: pass\n{handler}").body
    assert isinstance(node, ast.Try)
    assert of_a_library(node.handlers[0].type)
    assert list(passed_on(node.handlers[0]))
