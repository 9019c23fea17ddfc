"""Tests of mockkit/server."""
