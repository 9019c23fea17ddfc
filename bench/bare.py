"""The baseline: a bare Flask application on the server that `serve` uses. Prints its port and serves."""

from __future__ import annotations

import sys

from flask import Flask
from werkzeug.wrappers import Response

from mockkit.serving import Server, listen


def main() -> None:
    """Serve one route until killed."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "ok")
    listening = listen("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(listening.getsockname()[1], flush=True)
    Server({listening: (app.wsgi_app, lambda status, title, _: Response(title, status))}).run()


if __name__ == "__main__":
    main()
