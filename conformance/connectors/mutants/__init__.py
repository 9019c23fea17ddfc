"""Connectors with exactly one known defect each, on which the suite proves that it sees it.

A mutant is a module of a few lines and nothing else: its manifest is made from that of the reference connector
(`conformance/mutants.py`). It takes the reference connector's modules, which the manifest puts on the path, replaces
one function of them by a worse one, and runs. Its first line says what is wrong with it. One whose defect can be seen
even where there is nothing to book says `SHOWS_EVERYWHERE = True`.
"""
