"""pytest as the suite's engine: cases are its items, and what comes of them travels in its reports.

There are two halves. `CasePlugin` runs cases, in the process of the run or in each worker of
pytest-xdist. `ReportCollector` stands where the run was started, and makes the event stream of the reports.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conformance.client.control import HarnessClient
from conformance.engine.case import Case, all_cases
from conformance.engine.case_run import CaseRunner
from conformance.engine.events import CaseFinished, CaseStarted, Stream, packed, unpacked
from conformance.engine.verdict import Verdict
from conformance.manifest import Manifest

#: Parts of pytest that cases have no use for; a run starts sooner without them.
_UNUSED = (
    "assertion",
    "cacheprovider",
    "doctest",
    "faulthandler",
    "junitxml",
    "legacypath",
    "logging",
    "monkeypatch",
    "pastebin",
    "python",
    "recwarn",
    "setuponly",
    "setupplan",
    "skipping",
    "stepwise",
    "subtests",
    "threadexception",
    "tmpdir",
    "unittest",
    "unraisableexception",
    "warnings",
)
#: What of the environment would change the engine, and what it is in a run.
_SWITCHES = {
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTEST_ADDOPTS": None,
    "PYTEST_PLUGINS": None,
    "PYTHONSAFEPATH": "1",
}

_INPUT = "concur_harness"
_PROPERTY = "concur_harness_case"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What must be known to run cases; `stop` is a file whose coming ends the run.

    `sole` says that the harness was started for this run and is used by nobody else.
    """

    manifest: Manifest
    harness: str
    control_token: str | None
    cases: tuple[str, ...]
    package: str
    directory: Path
    stop: Path
    seed: int
    sole: bool = False


class ReportCollector:
    """Makes the event stream of pytest's reports. `broke` is what went wrong with the engine itself."""

    def __init__(self, settings: Settings, stream: Stream) -> None:
        self.settings = settings
        self.broke: list[str] = []
        self.interrupted = False
        self._stream = stream

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of pytest-xdist what to do."""
        node.workerinput[_INPUT] = msgspec.json.encode(self.settings, enc_hook=str).decode()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A case begins."""
        self._stream.send(CaseStarted(id=nodeid))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A case is over, or its worker died with it."""
        told = dict(report.user_properties).get(_PROPERTY)
        if report.when == "call" and told is not None:
            self._stream.send(unpacked(str(told)))
        elif report.failed:
            lost = CaseFinished(
                id=report.nodeid, says="", verdict=Verdict.ERROR, duration=0.0, reason=report.longreprtext
            )
            self._stream.send(lost)

    def pytest_internalerror(self, excrepr: object) -> bool:
        """The engine itself broke; what it would print goes into the run's outcome."""
        self.broke.append(str(excrepr))
        return True

    def pytest_keyboard_interrupt(self) -> None:
        """The run is broken off: no worker may go on with its connector."""
        self.interrupted = True
        self.settings.stop.touch()


class CaseItem(pytest.Item):
    """One case as pytest's item; its id is the case's."""

    def __init__(self, *, case: Case, runner: CaseRunner, **options: Any) -> None:
        super().__init__(**options)
        self._case = case
        self._runner = runner

    def runtest(self) -> None:
        """Try the case. The verdict lies in the event: to pytest a tried case has passed."""
        self.user_properties.append((_PROPERTY, packed(self._runner.run(self._case))))


class CasePlugin:
    """Hands pytest the selected cases, and what they need to run."""

    def __init__(self, settings: Settings, abandoned: Callable[[], bool]) -> None:
        self._settings = settings
        self._harness = HarnessClient(settings.harness, settings.control_token)
        self._runner = CaseRunner(
            settings.manifest,
            self._harness,
            settings.directory,
            abandoned=abandoned,
            seed=settings.seed,
            sole=settings.sole,
        )

    def pytest_collection(self, session: pytest.Session) -> bool:
        """Collect cases in place of test files."""
        by_id = {case.id: case for case in all_cases(self._settings.package)}
        session.items = [self._item(session, by_id[case_id]) for case_id in self._settings.cases]
        session.testscollected = len(session.items)
        session.config.hook.pytest_collection_finish(session=session)
        return True

    def _item(self, session: pytest.Session, case: Case) -> CaseItem:
        item: CaseItem = CaseItem.from_parent(session, name=case.id, nodeid=case.id, case=case, runner=self._runner)
        return item

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        """Take the connector down with the process that runs it."""
        with ending_on_sigterm():
            return (yield)

    def pytest_sessionfinish(self) -> None:
        """Let go of the harness, and of the process that keeps the connector's."""
        self._runner.close()
        self._harness.close()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take part where cases run, and keep pytest itself quiet."""
    # Unregistered, not switched off: pytest and its plugins read the terminal plugin's options.
    if reporter := config.pluginmanager.get_plugin("terminalreporter"):
        config.pluginmanager.unregister(reporter)
    handed: dict[str, Any] | None = getattr(config, "workerinput", None)
    if handed is not None:
        settings = msgspec.json.decode(handed[_INPUT], type=Settings, dec_hook=_path)
        config.pluginmanager.register(CasePlugin(settings, _orphaned_or(settings.stop)))
    elif not config.getoption("numprocesses", None):
        settings = next(
            plugin.settings for plugin in config.pluginmanager.get_plugins() if isinstance(plugin, ReportCollector)
        )
        config.pluginmanager.register(CasePlugin(settings, settings.stop.exists))


def run(settings: Settings, stream: Stream, workers: int) -> ReportCollector:
    """Run the cases of the settings and send what happens to the stream; the ReportCollector says how it went."""
    collector = ReportCollector(settings, stream)
    with _isolated():
        code = pytest.main(_arguments(settings.directory, workers), plugins=[collector])
    if code == pytest.ExitCode.INTERRUPTED:
        collector.interrupted = True
    elif code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) and not collector.broke:
        collector.broke.append(f"pytest ended with {code!r}")
    return collector


def _arguments(directory: Path, workers: int) -> list[str]:
    # A configuration of our own, since pytest would take the one of wherever the user stands.
    configuration = directory / "pytest.ini"
    configuration.write_text("[pytest]\n", encoding="utf-8")
    arguments = ["-c", str(configuration), f"--rootdir={directory}", "--noconftest", "-s"]
    for name in _UNUSED:
        arguments += ["-p", f"no:{name}"]
    # This plugin comes first: pytest-xdist must not find the terminal reporter that is taken away here.
    arguments += ["-p", __name__]
    if workers > 1:
        arguments += ["-p", "xdist.plugin", "-n", str(workers), "--dist", "worksteal"]
    return arguments


def _path(kind: type, value: str) -> object:
    """What msgspec does not know by itself."""
    return kind(value)


@contextmanager
def _isolated() -> Iterator[None]:
    """Keep the user's own modules, pytest plugins and options out of the run, in this process and its workers.

    Workers are started with ``python -c`` where the user stands: they search that directory unless told otherwise, and
    heed the variables of the interpreter.
    """
    switches = {**dict.fromkeys(_of_the_interpreter()), **_SWITCHES}
    before = {name: os.environ.get(name) for name in switches}
    for name, value in switches.items():
        _put(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            _put(name, value)


def _of_the_interpreter() -> list[str]:
    return [name for name in os.environ if name.startswith("PYTHON") and not name.startswith("PYTHON_")]


def _put(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def _orphaned_or(stop: Path) -> Callable[[], bool]:
    """Whether the run is broken off, or the process that started this worker is gone."""
    parent = os.getppid()
    return lambda: stop.exists() or os.getppid() != parent


@contextmanager
def ending_on_sigterm() -> Iterator[None]:
    """Meanwhile, TERM ends this process as Ctrl-C does, so that the connector is taken down with it."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        # Only the main thread may set it; whoever embeds us in another one answers for signals.
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
