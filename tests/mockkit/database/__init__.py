"""Tests of mockkit/database."""
