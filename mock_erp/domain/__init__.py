"""What a bill and its books *are*, and what may happen to them.

Nothing in this folder does I/O: no Flask, no SQLAlchemy, no clock, no randomness. Values come in,
values go out; today's date is an argument. A test holds the rule.
"""
