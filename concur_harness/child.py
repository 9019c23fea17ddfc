"""A harness in a process of its own that nothing of the caller's reaches: no module, and no variable of Python's."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from concur_harness import isolation
from concur_harness.services import registered
from conformance.client.harness_process import HarnessFailed, harness

__all__ = ["HarnessFailed", "running_harness"]


def running_harness(
    arguments: Sequence[str] = (), control_token: str | None = None
) -> AbstractContextManager[dict[str, Any]]:
    """A harness on free ports with what its ready file says, as in :func:`harness`. Raises HarnessFailed."""
    return harness(arguments, control_token, serve=isolation.command("serve"), services=registered().ports)
