"""What a server lets its clients have: connections, time, bytes."""

from __future__ import annotations

import resource
from dataclasses import dataclass

KEPT_FILES = 128
"""Files that the process needs for other things than connections."""

MAX_CONNECTIONS = 512
"""Of one port: looking after a connection costs a little with every request."""

RESERVE = 16
"""Connections above the limit that are still let in while not one of the others can be closed."""


def connections_a_port(ports: int) -> int:
    """How many connections a port may have, by what the system lets this process open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return max(RESERVE, min(MAX_CONNECTIONS, (soft - KEPT_FILES) // ports - RESERVE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds, bytes and numbers of one server.

    ``connections`` is of each port, None: by what the system allows. ``idle``: a kept connection without a request.
    ``head``: from a request's first byte to the end of its headers; ``body``: from there to the end of its body, and a
    second more for each 64 KiB that it announces. ``reading``: without any progress of a client in taking its answer;
    ``answer``: until it has taken all of it. ``discarded``: what a client may go on sending after it has been refused,
    without a pause of ``parting``: who is cut off while they send never read why. ``patience``: how long a request
    waits for a thread before it is looked whether its client is still there.
    """

    connections: int | None = None
    idle: float = 60.0
    head: float = 15.0
    body: float = 15.0
    reading: float = 30.0
    answer: float = 120.0
    parting: float = 3.0
    patience: float = 0.5
    headers: int = 64 * 1024
    discarded: int = 64 * 1024 * 1024
    heavy: int = 64 * 1024
    """Requests with larger bodies are heavy work."""
    waiting_of_one: int = 64
    """Requests of one company that a fault may delay at a time."""
    waiting: int = 256
    """Requests of all companies that a fault may delay at a time: each holds a thread."""
