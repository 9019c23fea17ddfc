"""The conformance suite: it drives a connector of any make, and says with evidence what it gets wrong.

The suite knows a running harness over HTTP only, and imports nothing of it: its judgement cannot lean
on the mocks' own code, and the harness may run on another machine.
"""
