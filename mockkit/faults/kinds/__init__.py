"""The kinds of faults, a module each: whatever module stands here is a kind (:mod:`mockkit.faults.registry`).

A module holds one subclass of :class:`mockkit.faults.base.Fault`. Its tag is the kind's name, its fields are the
options, its docstring is the documentation, and its ``behaviour`` says what it rests on.
"""
