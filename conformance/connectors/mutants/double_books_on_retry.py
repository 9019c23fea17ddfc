"""When an answer is lost it sends the bill again as a new one, with another number and no idempotency key."""

from __future__ import annotations

import sys

from connector import main
from web import Answer, NoAnswer, Request, Service


def send_again_if_lost(self: Service, request: Request) -> Answer:
    """The ERP cannot know the second for a repetition of the first."""
    try:
        return self._send(request)
    except NoAnswer:
        if not request.repeatable:
            raise
        headers = {name: value for name, value in request.headers.items() if name != "Idempotency-Key"}
        body = request.body and request.body.replace(b'"ER-', b'"ER2-')
        return self._send(request._replace(headers=headers, body=body))


Service.send_again_if_lost = send_again_if_lost  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
