"""The connector's manifest: what it is called, how it is run, and what it claims to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from conformance.manifest_schema import ManifestSchema


class ManifestError(Exception):
    """The manifest is wrong; `problems` say where, each as `file:line:column: field: what`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A connector as its manifest describes it.

    `file` is the manifest as it was named, `directory` the place where it lies, absolute. Either
    `command` or `function` ("module:function") is given. `cycle_timeout` is in seconds. `env` are the
    connector's own variables, with the suite's names in braces. `warm` is for programs of our own, of which many run
    one after the other: a directory whose modules need not be imported anew in each of their processes.
    """

    name: str
    file: str
    directory: Path
    command: tuple[str, ...] = ()
    function: str | None = None
    env: dict[str, str] = field(default_factory=dict)
    erp: str = "native"
    supports: frozenset[str] = frozenset()
    cycle_timeout: float = 30.0
    warm: Path | None = None


def load(path: str | Path) -> Manifest:
    """Read and check a manifest; ManifestError says everything that is wrong with it."""
    form = _read(path)
    return Manifest(
        name=form.name,
        file=str(path),
        directory=Path(path).resolve().parent,
        command=tuple(form.command or ()),
        function=form.python,
        env=dict(form.env),
        erp=form.erp,
        supports=frozenset(form.supports),
        cycle_timeout=form.cycle_timeout,
    )


def _read(path: str | Path) -> ManifestSchema:
    from conformance.manifest_schema import ManifestSchema
    from harness_input.validation import errors_of
    from harness_input.yaml_source import read_yaml

    try:
        source = read_yaml(Path(path).read_bytes())
    except OSError as error:
        raise ManifestError([f"{path}: cannot be read: {error.strerror}"]) from error
    errors = list(source.errors)
    if source.value is not None or not errors:
        errors += source.placed(errors_of(source.value, ManifestSchema))
    if errors:
        raise ManifestError([error.as_line(str(path)) for error in errors])
    return msgspec.convert(source.value, ManifestSchema)
