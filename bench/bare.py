"""The baseline: a bare Flask application on the server that `serve` uses. Prints its port and serves."""

from __future__ import annotations

import sys

from flask import Flask
from werkzeug.wrappers import Response

from mockkit.serving import Server, Site, listen


def main() -> None:
    """Serve one route until killed."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "ok")
    listening = listen("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(listening.getsockname()[1], flush=True)
    refusal = lambda status, title, _detail, _known: Response(title, status)  # noqa: E731
    Server({listening: Site(application=app.wsgi_app, refusal=refusal, most_body=lambda _: 1 << 20)}).run()


if __name__ == "__main__":
    main()
