"""What the code says is documented names a page that the registry of behaviours knows."""

from __future__ import annotations

import re
from pathlib import Path

from mock_concur.behaviours import pages
from mockkit.behaviours import Source

CODE = Path(__file__).parent.parent.parent / "mock_concur"
TITLES = {
    re.sub(r" \([^)]*\)$", "", page.page.removeprefix("SAP Concur Developer Center, "))
    for page in vars(pages).values()
    if isinstance(page, Source)
}
SAID = re.compile(r'\*[Dd]ocumented\*:? \(?(?:SAP Concur Developer Center,\s+)?"([^"]+)"')


def test_the_pages_that_remarks_name_are_called_so():
    """Catches a remark about a page that was renamed, or never was."""
    said = {
        (path.name, re.sub(r"\s+", " ", title))
        for path in CODE.rglob("*.py")
        for title in SAID.findall(path.read_text())
    }
    assert len(said) > 10
    assert {(name, title) for name, title in said if title not in TITLES} == set()
