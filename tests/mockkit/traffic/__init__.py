"""Tests of mockkit/traffic."""
