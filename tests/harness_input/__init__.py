"""Tests of harness_input."""
