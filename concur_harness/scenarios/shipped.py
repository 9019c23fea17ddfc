"""The scenarios that ship, each read once in a process.

The one that ``serve`` starts with is also kept compiled, so that the first answer waits for neither YAML nor
checks. A compiled scenario names the digests of what it was made from; when those have changed it is out of
date, and the sources are read instead. ``python -m concur_harness.scenarios.shipped`` compiles it anew.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

import msgspec

from concur_harness import fixture_files
from concur_harness.scenarios.specs import Scenario
from harness_input.codec import decode_json

DEFAULT = "default"


class Compiled(msgspec.Struct, frozen=True):
    """A scenario with its base company in it, and the digests of its sources by what they are."""

    sources: dict[str, str]
    scenario: Scenario


class ScenarioUnknown(LookupError):
    """No scenario of that name ships."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no scenario {name!r}; `concur-harness scenario list` names those there are")
        self.name = name


@cache
def shipped_scenario(name: str) -> Scenario:
    """The scenario of that name. Raises ScenarioUnknown."""
    if name not in fixture_files.scenario_names():
        raise ScenarioUnknown(name)
    return (_compiled() if name == DEFAULT else None) or _read(name)


def _read(name: str) -> Scenario:
    from concur_harness.scenarios.reading import scenario_from_yaml

    return scenario_from_yaml(fixture_files.scenario(name), f"{name}.yaml")


def _compiled() -> Scenario | None:
    try:
        found = decode_json(fixture_files.compiled(), Compiled)
    except (OSError, msgspec.MsgspecError):
        return None
    return found.scenario if found.sources == _sources(found.scenario.company.country) else None


def _sources(country: str) -> dict[str, str]:
    made_from = {"company": fixture_files.company(country), "scenario": fixture_files.scenario(DEFAULT)}
    return {name: blake2b(data, digest_size=16).hexdigest() for name, data in made_from.items()}


def compile_default() -> bytes:
    """The compiled form of the scenario that ``serve`` starts with, as it is to be kept."""
    scenario = _read(DEFAULT)
    compiled = Compiled(_sources(scenario.company.country), scenario)
    return msgspec.json.format(msgspec.json.encode(compiled), indent=1) + b"\n"


if __name__ == "__main__":
    fixture_files.COMPILED.write_bytes(compile_default())
