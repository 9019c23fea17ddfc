"""Places in a bill as this API names them: JSON pointers (RFC 6901) into its body."""

from __future__ import annotations

from mock_erp.domain.validation_errors import FieldPath


def pointer_of(path: FieldPath) -> str:
    """The pointer that leads to the place; a line bears its dimensions as fields of its own."""
    if path[:1] == ("lines",) and path[2:3] == ("dimensions",):
        path = path[:2] + path[3:]
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
