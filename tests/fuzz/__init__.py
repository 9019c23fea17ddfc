"""A fuzzer for everything that is served: seeded, bounded, and with an opinion on every answer.

``python -m tests.fuzz --requests 500000 --seed 1`` starts a harness of its own and sends it requests that are nearly
right, or not at all. Each must be answered in time, below 500, and in the form that its service documents.
"""
