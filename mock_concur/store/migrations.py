"""How rows that an earlier version of the mock wrote become those of this one. Each step is one version, and stays.

The steps know rows and JSON alone, and no class of the domain: what those are called today, they were not then.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid5

from mockkit.database.sections import Rows

_POLICY = {"id": "n7wPolicyForBusinessExpenses$0000", "name": "Business Expenses"}


def configuration_as_rows(rows: Rows) -> Rows:
    """From version 1, where a company's configuration was one value, to 2: people, types and policies are rows.

    The account of a cash advance is the report's own since then; it was looked up with the owner. What reports are
    found by is made anew, and tokens are ordered by number, no longer by time.
    """
    rows.pop("concur_report_traits", None)
    for token in rows.get("concur_tokens", ()):
        token["number"] = token.pop("made_at")  # only their order counts
    whole = [json.loads(row["body"]) for row in rows.pop("concur_setups", [])]
    people = [person for setup in whole for person in setup.pop("people").values()]
    rows["concur_people"] = [_person(number, person) for number, person in enumerate(people, 1)]
    for name, key in (("payment_types", "name"), ("expense_types", "code")):
        values = [value for setup in whole for value in setup[name].values()]
        rows[f"concur_{name}"] = [_typed(n, key, value[key], value) for n, value in enumerate(values)]
    rows["concur_policies"] = [_typed(0, "policy_id", _POLICY["id"], _POLICY) for _ in whole]
    bare = ({**setup, "payment_types": {}, "expense_types": {}, "policies": []} for setup in whole)
    rows["concur_settings"] = [{"body": _text(setup)} for setup in bare]
    accounts = {person["login"]: person.get("cash_advance_account", "") for person in people}
    rows["concur_reports"] = [_with_account(row, accounts) for row in rows.get("concur_reports", [])]
    return rows


def _person(number: int, person: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": number,
        "login": person["login"],
        "login_key": person["login"].lower(),
        "user_id": str(uuid5(UUID(int=0), person["login"])),
        "employee_id": person["employee_id"],
        "first": person["first"],
        "last": person["last"],
        "last_key": person["last"].lower(),
        "approver": person["approver"],
        "active": person["active"],
        "version": 0,
        "body": _text(person),
    }


def _typed(position: int, name: str, key: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"position": position, name: key, "body": _text(value)}


def _with_account(row: dict[str, Any], accounts: dict[str, str]) -> dict[str, Any]:
    report = json.loads(row["body"])
    if report["cash_advance"] is None:
        return row
    report["cash_advance"]["account"] = accounts.get(report["owner"], "")
    return {**row, "body": _text(report)}


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
