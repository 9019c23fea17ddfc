"""What a report is and what may happen to it: pure functions over frozen dataclasses.

Nothing in this folder does I/O, asks a clock, rolls dice, or knows Flask or SQL. Whoever calls hands in
the time, the actor and an id maker, and gets a new value back.
"""
