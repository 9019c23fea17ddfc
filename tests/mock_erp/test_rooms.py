"""The rooms of this package keep to themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import mock_erp

ROOT = Path(mock_erp.__file__).parent


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize("path", sorted((ROOT / "domain").glob("*.py")), ids=lambda path: path.name)
def test_the_domain_does_no_io(path):
    allowed = {"__future__", "collections", "dataclasses", "datetime", "decimal", "enum", "re", "typing", "msgspec"}
    for name in imported(path):
        assert (
            name.split(".")[0] in allowed
            or name.startswith("mock_erp.domain")
            or name in ("mockkit.money", "mockkit.wanted")
        ), name


@pytest.mark.parametrize("path", sorted((ROOT / "store").glob("*.py")), ids=lambda path: path.name)
def test_the_store_knows_nothing_of_http(path):
    assert not [name for name in imported(path) if name.startswith(("flask", "werkzeug", "mock_erp.dialects"))]


def test_it_loads_no_heavy_library():
    heavy = ("pydantic", "lxml", "rich", "faker", "yaml", "requests", "mock_concur", "hypothesis")
    code = (
        f"import sys, mock_erp.service, mock_erp.application.admin; print([m for m in {heavy!r} if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "[]\n"
