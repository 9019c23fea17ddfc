"""Small connectors for the engine's own tests, each a directory with a manifest."""

from __future__ import annotations

import sys
from pathlib import Path

SYNC = """\
import json, os, urllib.request

def call(method, path, body=None):
    request = urllib.request.Request(
        os.environ["ERP_BASE_URL"] + path,
        data=json.dumps(body).encode() if body else None,
        method=method,
        headers={"Authorization": "Bearer " + os.environ["ERP_API_KEY"]},
    )
    return json.load(urllib.request.urlopen(request))

def book():
    call("POST", "/api/v1/bills", {"amount": "12.50"})

def once(work):
    done = os.path.join(os.environ["CONNECTOR_STATE_DIR"], "done")
    if not os.path.exists(done):
        work()
        open(done, "w").close()
"""

GOOD = SYNC + "once(book)\n"
DOUBLE = SYNC + "book()\n"
TALKATIVE = SYNC + "once(book)\nprint('my key is', os.environ['ERP_API_KEY'])\n"
FAILING = SYNC + "book()\nraise SystemExit('it went wrong')\n"


def connector(directory: Path, source: str, supports: str = "[]", timeout: float = 20) -> Path:
    """Write a connector; gives its manifest."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "sync.py").write_text(source)
    manifest = directory / "connector.yaml"
    manifest.write_text(
        f'name: sample\ncommand: ["{sys.executable}", "-S", "sync.py"]\n'
        f"supports: {supports}\ncycle_timeout: {timeout}\n"
    )
    return manifest
