"""Readers of the event stream, each of which writes down what happened in its own form."""
