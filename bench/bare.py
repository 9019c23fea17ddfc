"""The baseline: a bare Flask application on the server that `serve` uses, or on another. Prints its port and serves.

Arguments: the port (0 for a free one) and the server, ``waitress`` or ``cheroot``.
"""

from __future__ import annotations

import importlib
import sys

from flask import Flask
from werkzeug.wrappers import Response

from mockkit.server.serving import THREADS, Server, Site, listen


def main() -> None:
    """Serve one route until killed."""
    port, server = [*sys.argv[1:], *("0", "waitress")[len(sys.argv) - 1 :]]
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "ok")
    (_on_cheroot if server == "cheroot" else _on_waitress)(app, int(port))


def _on_waitress(app: Flask, port: int) -> None:
    listening = listen("127.0.0.1", port)
    print(listening.getsockname()[1], flush=True)
    refusal = lambda status, title, _detail, _known: Response(title, status)  # noqa: E731
    Server({listening: Site(application=app.wsgi_app, error_renderer=refusal, max_body=lambda _: 1 << 20)}).run()


def _on_cheroot(app: Flask, port: int) -> None:
    # Not among what is installed: whoever compares the two installs it.
    server = importlib.import_module("cheroot.wsgi").Server(("127.0.0.1", port), app.wsgi_app, numthreads=THREADS)
    server.prepare()
    print(server.bind_addr[1], flush=True)
    server.serve()


if __name__ == "__main__":
    main()
