"""`concur-harness demo`: a company at work, narrated live."""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console


@click.command("demo")
@click.option("--rounds", type=click.IntRange(1), metavar="N", help="End after so many rounds.")
@click.option("--seconds", type=click.FloatRange(0), metavar="N", help="End with the round that is on by then.")
@click.option("--pause", default=1.0, show_default=True, type=click.FloatRange(0), help="Seconds between rounds.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Of names and amounts.")
def command(*, rounds: int | None, seconds: float | None, pause: float, seed: int) -> None:
    """Watch the reference connector work: reports come in, go wrong, are mended and booked, until Ctrl-C."""
    from rich.console import Console

    from concur_harness.child import HarnessFailed
    from conformance.client.control import HarnessError

    try:
        _perform(Console(), _rounds(rounds, seconds, pause), seed)
    except (HarnessFailed, HarnessError) as failed:
        raise click.ClickException(str(failed)) from None


def _rounds(most: int | None, seconds: float | None, pause: float) -> Iterator[int]:
    """The numbers of the rounds, each when it is time for it."""
    ends = None if seconds is None else time.monotonic() + seconds
    for number in itertools.count(1):
        if (most is not None and number > most) or (ends is not None and number > 1 and time.monotonic() >= ends):
            return
        if number > 1:
            time.sleep(pause)
        yield number


def _perform(console: Console, rounds: Iterator[int], seed: int) -> None:
    import conformance
    from concur_harness.child import running_harness
    from concur_harness.demo.narration import Narrator
    from concur_harness.demo.report_stream import ReportStream
    from concur_harness.demo.simulation import Simulation
    from conformance.client.control import HarnessClient
    from conformance.client.driver import Driver
    from conformance.manifest import load

    stream = ReportStream(seed)
    with ExitStack() as stack:
        ready = stack.enter_context(running_harness())
        client = stack.enter_context(closing(HarnessClient(ready["concur_url"])))
        company = client.create_company(stream.company(), seed)
        room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="concur-demo-")), "connector")
        manifest = load(Path(conformance.__file__).parent / "connectors" / "reference" / "connector.yaml")
        driver = stack.enter_context(Driver(manifest, company, room))
        narrator = Narrator(console, stream.names())
        play = Simulation(client, company, driver, stream, narrator)
        narrator.welcome(ready["concur_url"], ready["erp_url"], ready["control_url"])
        with suppress(KeyboardInterrupt):
            for number in rounds:
                narrator.round(number)
                play.round()
        narrator.farewell(play.counts, play.balances())
