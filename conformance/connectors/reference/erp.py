"""The ERP's Accounts Payable over its own API: vendors, and bills with their life cycle."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import log
from payables import Line, Payable
from web import Answer, Outage, Rejected, Request, Service


class ValidationError(NamedTuple):
    """One thing that the ERP finds wrong with a bill, and the line it points to, if any."""

    code: str
    value: str
    message: str
    payable: Payable
    line: Line | None


class BillRefused(Exception):
    """The ERP does not take a bill, and says by codes what is wrong with it: all of it at once."""

    def __init__(self, errors: list[ValidationError]) -> None:
        super().__init__(", ".join(error.code for error in errors))
        self.errors = errors


Bill = dict[str, Any]  # as the ERP shows it: id, status, and all that was sent


class Erp:
    """What a connector asks of the ERP. Outage, Rejected: see web.py."""

    def __init__(self, service: Service, api_key: str) -> None:
        self.service = service
        self._headers = {"Authorization": f"Bearer {api_key}", "Accept": "application/json"}
        self._vendor_ids: dict[str, str] = {}

    def create(self, payable: Payable, attempt: str) -> Bill:
        """A draft (or, where the company posts automatically, a posted bill); Refused with all faults.

        An answer may get lost after the bill was made. Asking again is safe because the key says
        that it is the same request; the key is made of the content, so another bill never bears it.
        """
        body = self.body_of(payable)
        return self._bill("POST", "/api/v1/bills", payable, body, {"Idempotency-Key": _key(body, attempt)})

    def body_of(self, payable: Payable) -> Bill:
        """The payable as we send it."""
        return payable.body(self._vendor_id(payable.vendor_external_id))

    def post(self, bill: Bill, payable: Payable) -> Bill:
        """Draft to posted; Refused where the company's ERP looks closely only now."""
        return self._bill("POST", f"/api/v1/bills/{quote(str(bill['id']))}/post", payable)

    def delete(self, bill: Bill) -> None:
        """Remove a draft. One that is gone already is what we wanted."""
        try:
            self._call("DELETE", f"/api/v1/bills/{quote(str(bill['id']))}")
        except Rejected as error:
            if error.status != 404:
                raise

    def void(self, bill: Bill) -> None:
        """Reverse a posted bill: the books keep both, the vendor is owed nothing."""
        self._call("POST", f"/api/v1/bills/{quote(str(bill['id']))}/void")

    def standing(self, external_id: str) -> list[Bill]:
        """The bills of that external id which the ERP would pay, now or once they are posted."""
        bills = self._list("/api/v1/bills", external_id=external_id)
        return [bill for bill in bills if bill["status"] in {"draft", "posted"}]

    def _vendor_id(self, external_id: str) -> str:
        """The ERP's id of a vendor. One that it does not know is sent as it is: the ERP then
        refuses the bill for that and for everything else that is wrong with it, in one answer."""
        if external_id not in self._vendor_ids:
            vendors = self._list("/api/v1/vendors", external_id=external_id) if external_id else []
            self._vendor_ids[external_id] = str(vendors[0]["id"]) if vendors else external_id
        return self._vendor_ids[external_id]

    def _bill(
        self,
        method: str,
        path: str,
        payable: Payable,
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Bill:
        """A call that answers with a bill; its 422 is the ERP's judgement and not our mistake."""
        try:
            bill = _parsed(self._call(method, path, body, headers))
        except Rejected as error:
            if error.status == 422 and (errors := _validation_errors(error.body, payable)):
                raise BillRefused(errors) from error
            raise
        for warning in bill.get("warnings") or []:
            log.say(f"The ERP warns of {payable.document_number}: {warning}")
        return bill

    def _list(self, path: str, **terms: str) -> list[dict[str, Any]]:
        """All items of a list, page by page."""
        items: list[dict[str, Any]] = []
        page = f"{path}?{urlencode(terms)}"
        while page:
            answer = _parsed(self._call("GET", page))
            items += answer["items"]
            page = self.service.path_of(answer.get("next") or "")
        return items

    def _call(self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Answer:
        """Every request of ours may be repeated: the ERP's API is made that way, and creating has its key."""
        data = None if body is None else json.dumps(body).encode()
        sent = {**self._headers, **(headers or {}), **({"Content-Type": "application/json"} if data else {})}
        answer = self.service.ask(Request(method, path, data, sent, repeatable=True))
        if answer.status == 409 and b"IDEMPOTENCY_IN_PROGRESS" in answer.body:
            raise Outage("the ERP is still busy with the same request")
        if answer.status >= 400:
            raise Rejected(answer.status, answer.body)
        return answer


def _key(body: dict[str, Any], attempt: str) -> str:
    """Equal for the same bill of the same attempt (report and party are in its external id)."""
    return sha256(f"{attempt} {json.dumps(body, sort_keys=True)}".encode()).hexdigest()


def _parsed(answer: Answer) -> dict[str, Any]:
    """The JSON object in an answer. One that cannot be read tells no more than one that was lost."""
    try:
        value = json.loads(answer.body)
    except ValueError as error:
        raise Outage("the ERP's answer is not JSON") from error
    if not isinstance(value, dict):
        raise Outage("the ERP's answer is not an object")
    return value


def _validation_errors(body: bytes, payable: Payable) -> list[ValidationError]:
    """The codes in a refusal (RFC 9457 problem details); none where it names none."""
    try:
        errors = json.loads(body).get("errors") or []
    except (ValueError, AttributeError):
        return []
    return [
        ValidationError(
            code=str(error["code"]),
            value=str(error.get("value") or ""),
            message=str(error.get("message") or ""),
            payable=payable,
            line=_line_at(str(error.get("pointer") or ""), payable),
        )
        for error in errors
        if "code" in error
    ]


def _line_at(pointer: str, payable: Payable) -> Line | None:
    """The line that a JSON pointer such as /lines/2/project leads to; None for the bill as a whole."""
    found = re.match(r"/lines/(\d+)", pointer)
    index = int(found[1]) if found else -1
    return payable.lines[index] if 0 <= index < len(payable.lines) else None
