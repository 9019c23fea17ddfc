"""What a report is and what may happen to it: pure functions over frozen dataclasses.

Nothing in this folder does I/O, asks a clock, rolls dice, or knows Flask or SQL. Whoever calls hands in
the time, the actor and an id maker, and gets a new value back.

Where to look:

- what a report and a company are: ``model``, ``setup``, ``statuses``, ``custom_fields``;
- how a report comes to be: ``drafts`` (what was spent) and ``drafting``, with ``allocation`` and ``cards``;
- what it makes the company owe: ``journal`` and the rules that it puts in order: ``amounts``, ``charges``,
  ``offsets``, ``advances``, ``taxes``; and ``totals``;
- what may happen to it: ``transitions`` (the table), ``actors`` and ``workflow``; in between ``mending`` and
  ``editing``, which both build on ``revision``;
- how it says no: ``errors``.
"""
