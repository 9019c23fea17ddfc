"""Starting the mock costs little."""

from __future__ import annotations

import subprocess
import sys


def test_it_loads_no_heavy_library():
    heavy = ("lxml", "rich", "faker", "yaml", "requests", "mock_concur", "hypothesis")
    code = (
        f"import sys, mock_erp.service, mock_erp.application.admin; print([m for m in {heavy!r} if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "[]\n"
