"""`concur-harness conform`: the suite, on a harness of its own or on one that runs already."""

from __future__ import annotations

import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from concur_harness.commands import options

BROKEN = 3


@click.command("conform")
@click.argument("manifest", type=click.Path(path_type=Path))
@click.option("-k", "keyword", metavar="EXPR", help="Only the cases whose ids fit, e.g. 'rollback and not posting'.")
@click.option("-n", "workers", default=1, show_default=True, metavar="WORKERS", help="Cases in parallel.")
@click.option("--harness", "url", metavar="URL", help="A harness that runs already, instead of one of its own.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Gets junit.xml, results.json, evidence.")
@click.option("--list", "list_only", is_flag=True, help="Only list the cases, one id a line.")
@click.option("--seed", default=1, show_default=True, help="What ids are made from.")
@click.option("--strict", is_flag=True, help="Let what is inconclusive, a fault having never fired, count as failed.")
@options.control_token("Of the harness named by --harness.")
def command(
    *,
    manifest: Path,
    keyword: str | None,
    workers: int,
    url: str | None,
    out: Path | None,
    list_only: bool,
    seed: int,
    strict: bool,
    control_token: str | None,
) -> None:
    """Say whether the connector that MANIFEST describes does right.

    Exit status: 3 if the suite broke on any case, else 1 if the connector failed any (or, with --strict, one is
    inconclusive), else 0; 2 for a bad manifest, bad arguments or nothing selected; 130 when interrupted.
    """
    try:
        from conformance.engine.runner import run

        # A secret of this run: the connector that it drives must not reach the control API of its harness.
        token = control_token if url else secrets.token_urlsafe(32)
        status = run(
            manifest,
            url or partial(_own_harness, token),
            control_token=token,
            keyword=keyword,
            workers=workers,
            out_dir=out,
            list_only=list_only,
            rerun_with=("--harness", url) if url else (),
            seed=seed,
            strict=strict,
        )
    except Exception:  # noqa: BLE001 - the interpreter would end with 1, which says that the connector failed
        traceback.print_exc()
        click.echo(f"exit {BROKEN}: the suite itself has failed")
        status = BROKEN
    sys.exit(status)


@contextmanager
def _own_harness(control_token: str | None) -> Iterator[str]:
    from concur_harness.child import HarnessFailed, running_harness
    from conformance.client.control import HarnessError

    try:
        with running_harness(control_token=control_token) as ready:
            yield ready["concur_url"]
    except HarnessFailed as failed:
        raise HarnessError(str(failed)) from None
