"""The control API and Concur's, as far as the measurements set their scenes with them."""

from __future__ import annotations

from typing import Any

import requests


class HarnessControl:
    """A served harness, by what its ready file says."""

    def __init__(self, ready: dict[str, Any]) -> None:
        self.control = ready["control_url"]
        self.port = int(ready["concur_url"].rsplit(":", 1)[1])
        self._session = requests.Session()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """An answer of the control API, parsed; raises for an error."""
        answer = self._session.request(method, self.control + path, json=body, timeout=600)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def company(self, scenario: Any) -> dict[str, Any]:
        """A company of its own."""
        made: dict[str, Any] = self.call("POST", "/companies", {"scenario": scenario, "seed": 1})
        return made


def entries(count: int, rows: int) -> list[dict[str, Any]]:
    """Entries of a scenario, each allocated to ``rows`` projects: that many journal rows each."""
    share = f"{100 / rows:.2f}"
    allocations = [{"percent": share, "Custom1": "P-100", "Custom2": "0021"} for _ in range(rows)]
    return [
        {"type": "DINNR", "payment": "Cash", "date": "-5d", "amount": "40.00", "allocations": allocations}
        for _ in range(count)
    ]


def report(name: str, **fields: Any) -> dict[str, Any]:
    """A report of a scenario with one plain entry, if no others are given."""
    plain = {"type": "DINNR", "payment": "Cash", "date": "-5d", "amount": "40.00"}
    return {"name": name, "owner": "ann@example.com", "entries": [plain], **fields}
