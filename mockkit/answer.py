"""An answer as it goes out: plain values, so that it can be kept, recorded and given again."""

from __future__ import annotations

from typing import NamedTuple

from werkzeug.wrappers import Response


class Answer(NamedTuple):
    """A status line such as ``200 OK``, headers in order, and the body."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    @classmethod
    def of(cls, response: Response) -> Answer:
        """What a framework's response says."""
        body = response.get_data()
        return cls(response.status, response.headers.to_wsgi_list(), body)

    def without(self, *names: str) -> Answer:
        """The answer without the headers of these names."""
        dropped = {name.lower() for name in names}
        return self._replace(headers=[header for header in self.headers if header[0].lower() not in dropped])

    def with_header(self, name: str, value: str) -> Answer:
        """The answer with a header more, in place of one of that name."""
        kept = [header for header in self.headers if header[0].lower() != name.lower()]
        return self._replace(headers=[*kept, (name, value)])
