"""The HTTP server: connections, limits, time-outs and threads, over waitress."""
