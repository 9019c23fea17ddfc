"""Runs the connector: one cycle, one process group, and nothing of it left behind.

What a connector is handed is a public interface: `environment` is all that it sees.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.client.process import ProcessEnd, not_started, run
from conformance.client.supervision import Supervisor

if TYPE_CHECKING:
    from conformance.client.control import Company
    from conformance.manifest import Manifest

__all__ = ["CannotStart", "Driver", "ProcessEnd", "environment", "resolve_command"]

_CALL = """\
import importlib, os, sys
sys.path.insert(0, os.getcwd())
module, _, function = sys.argv[1].partition(":")
sys.exit(getattr(importlib.import_module(module), function)(dict(os.environ)))
"""


class CannotStart(Exception):
    """The command cannot be run; the message says why."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """The directories of one case, below `root`."""

    root: Path

    @property
    def home(self) -> Path:
        """HOME."""
        return self.root / "home"

    @property
    def temporary(self) -> Path:
        """TMPDIR."""
        return self.root / "tmp"

    @property
    def state(self) -> Path:
        """CONNECTOR_STATE_DIR."""
        return self.root / "state"

    @property
    def config(self) -> Path:
        """CONNECTOR_CONFIG."""
        return self.root / "config.json"

    def make(self, config: Mapping[str, Any]) -> None:
        """Make the directories, and write the connector's mapping."""
        for directory in (self.root, self.home, self.temporary, self.state):
            directory.mkdir(mode=0o700)
        self.config.write_text(json.dumps(config, default=str, indent=1), encoding="utf-8")


class Driver:
    """Runs one connector for one case; use it as a context manager.

    `root` must not exist: it is made with the case's directories, and removed at the end. `abandoned` is
    asked several times a second while the connector runs; once it says True, the connector is killed and
    KeyboardInterrupt raised. `supervisor` is the process between the suite and the connector, which cases may share;
    without one the driver has its own.
    """

    def __init__(
        self,
        manifest: Manifest,
        company: Company,
        root: Path,
        abandoned: Callable[[], bool] = lambda: False,
        supervisor: Supervisor | None = None,
    ) -> None:
        self._manifest = manifest
        self._place = Workplace(root)
        self._abandoned = abandoned
        self._supervisor = supervisor or Supervisor()
        self._owns_supervisor = supervisor is None
        self._environment = environment(manifest, company, self._place)
        self._place.make(company.config)

    def __enter__(self) -> Driver:
        return self

    def __exit__(self, *_: object) -> None:
        if self._owns_supervisor:
            self._supervisor.close()
        shutil.rmtree(self._place.root, ignore_errors=True)

    def run_cycle(self, seconds: float) -> ProcessEnd:
        """Run the connector once; at `seconds` it is told to end, and two seconds later killed."""
        try:
            command = resolve_command(self._manifest, self._environment["PATH"])
        except CannotStart as reason:
            return not_started(str(reason))
        return run(
            self._supervisor,
            command,
            directory=self._manifest.directory,
            environ=self._environment,
            seconds=seconds,
            mark=f"CONNECTOR_STATE_DIR={self._place.state}",
            abandoned=self._abandoned,
            warm=self._manifest.warm,
        )


def environment(manifest: Manifest, company: Company, place: Workplace) -> dict[str, str]:
    """All that the connector's processes see: the suite's names, and the manifest's own."""
    handed = {
        "CONCUR_BASE_URL": company.concur.base_url,
        "CONCUR_TOKEN_URL": company.concur.token_url,
        "CONCUR_CLIENT_ID": company.concur.client_id,
        "CONCUR_CLIENT_SECRET": company.concur.client_secret,
        "CONCUR_REFRESH_TOKEN": company.concur.refresh_token,
        "CONCUR_ACCESS_TOKEN": company.concur.access_token,
        "ERP_BASE_URL": company.erp.base_url,
        "ERP_API_KEY": company.erp.api_key,
        "CONNECTOR_CONFIG": str(place.config),
        "CONNECTOR_STATE_DIR": str(place.state),
    }
    surroundings = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(place.home),
        "TMPDIR": str(place.temporary),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }
    own = {name: template.format_map(handed) for name, template in manifest.env.items()}
    return {**surroundings, **handed, **own}


def resolve_command(manifest: Manifest, path: str) -> list[str]:
    """The command to run, its program found; CannotStart if that is impossible.

    A program with a slash in it lies relative to the manifest, others are searched on `path`. Where
    there is no `python` on it, the interpreter that runs the suite stands in.
    """
    if manifest.function is not None:
        return [sys.executable, "-c", _CALL, manifest.function]
    program, *arguments = manifest.command
    found = _inside(manifest.directory, program) if "/" in program else _on_path(program, path)
    return [found, *arguments]


def _inside(directory: Path, program: str) -> str:
    file = directory / program
    if not file.is_file():
        raise CannotStart(f"the command {program!r} is not a file in {directory}")
    if not os.access(file, os.X_OK):
        raise CannotStart(f"the command {program!r} is not executable (chmod +x {file})")
    return str(file)


def _on_path(program: str, path: str) -> str:
    found = shutil.which(program, path=path)
    if found is None and program in ("python", "python3"):
        found = sys.executable
    if found is None:
        raise CannotStart(f"the command {program!r} was not found on PATH ({path})")
    return found
