"""Tests of mockkit/web."""
