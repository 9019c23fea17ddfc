from __future__ import annotations

from pathlib import Path

import pytest

from conformance.manifest import Manifest, ManifestError, load

GOOD = """\
# a connector
name: acme
command: ["node", "dist/sync.js", "--once"]
mode: once
env:
  ACME_HOST: "{CONCUR_BASE_URL}/api"
  ACME_LITERAL: "{{braces}} kept"
erp: native
supports: [allocations, vat]
cycle_timeout: 12
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "connector.yaml"
    file.write_text(text)
    return file


def problems(tmp_path: Path, text: str) -> list[str]:
    file = written(tmp_path, text)
    with pytest.raises(ManifestError) as caught:
        load(file)
    return [problem.removeprefix(str(file)) for problem in caught.value.problems]


def test_a_manifest_says_how_the_connector_is_run_and_what_it_claims(tmp_path: Path) -> None:
    file = written(tmp_path, GOOD)
    assert load(file) == Manifest(
        name="acme",
        file=str(file),
        directory=tmp_path.resolve(),
        command=("node", "dist/sync.js", "--once"),
        env={"ACME_HOST": "{CONCUR_BASE_URL}/api", "ACME_LITERAL": "{{braces}} kept"},
        supports=frozenset({"allocations", "vat"}),
        cycle_timeout=12.0,
    )


def test_a_python_connector_is_a_function(tmp_path: Path) -> None:
    manifest = load(written(tmp_path, "name: p\nmode: python\npython: acme.sync:run\n"))
    assert (manifest.function, manifest.command) == ("acme.sync:run", ())


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    manifest = load(written(tmp_path, "name: small\ncommand: [./sync]\n"))
    assert (manifest.erp, manifest.supports, manifest.cycle_timeout) == ("native", frozenset(), 30.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: a\n", [":1:1: command: is required: the words of"]),
        ("command: [x]\n", [":1:1: name: is required"]),
        ("name: a\ncommand: [x]\n\ncolour: red\n", [":4:1: colour: unknown field; there are name, mode,"]),
        ("name: a\ncommand: node sync.js\n", [":2:10: command: must be a list"]),
        ("name: a\ncommand: [x, 8]\n", [":2:14: command[1]: must be a text that is not empty: put 8 in quotes"]),
        ("name: a\ncommand: []\n", [":2:10: command: must not be empty"]),
        ("name: a\ncommand: [x]\nenv:\n  PORT: 80\n", [":4:9: env.PORT: must be a text: put 80 in quotes"]),
        (
            "name: a\ncommand: [x]\nenv:\n  A: '{CONCUR}'\n",
            [":4:6: env.A: {CONCUR} is not handed over; there are CONCUR_BASE_URL,"],
        ),
        ("name: a\ncommand: [x]\nenv:\n  A: '{ERP_API_KEY!r}'\n", [":4:6: env.A: "]),
        ("name: a\ncommand: [x]\nenv:\n  A: 'half {'\n", [":4:6: env.A: has a brace without its other"]),
        (
            "name: a\ncommand: [x]\nenv:\n  A-B: x\n",
            [":4:3: env.A-B: its name must be that of an environment variable"],
        ),
        ("name: a\ncommand: [x]\nerp: netsuite\n", [":3:6: erp: must be one of native"]),
        (
            "name: a\ncommand: [x]\ncycle_timeout: 0\n",
            [":3:16: cycle_timeout: must be a number above 0 and at most 3600"],
        ),
        (
            "name: a\ncommand: [x]\ncycle_timeout: 3601\n",
            [":3:16: cycle_timeout: must be a number above 0 and at most 3600"],
        ),
        ("name: ''\ncommand: [x]\n", [":1:7: name: must not be empty"]),
        ("name: a\ncommand: [x]\nenv: [x]\n", [":3:6: env: must be an object"]),
        ("name: a\ncommand: [x]\ncycle_timeout: soon\n", [":3:16: cycle_timeout: must be a number"]),
        (
            "name: a\ncommand: [x]\nsupports:\n  - vat\n  - magic\n",
            [":5:5: supports[1]: 'magic' is unknown; there are "],
        ),
        ("name: a\nname: b\ncommand: [x]\n", [":2:1: name: stands here more than once; the first time in line 1"]),
        ("name: a\nmode: daemon\ncommand: [x]\n", [":2:7: mode: daemon connectors are not driven yet"]),
        ("name: a\nmode: http\ncommand: [x]\n", [":2:7: mode: http connectors are not driven yet"]),
        ("name: a\nmode: twice\ncommand: [x]\n", [":2:7: mode: must be one of once, python, daemon, http"]),
        ("name: a\nmode: python\n", [":1:1: python: is required in mode: python"]),
        ("name: a\nmode: python\npython: run\n", [":3:9: python: 'run' is not of the form"]),
        ("name: a\nmode: python\npython: m:run\ncommand: [x]\n", [":4:10: command: has no meaning"]),
        ("name: a\ncommand: [x]\npython: m:run\n", [":3:9: python: belongs to mode: python"]),
        ("- a\n- b\n", [":1:1: must be an object"]),
        ("", [":1:1: the file is empty"]),
        ("name: [a\n", [":2:1: valid YAML expected"]),
        ("name: \x07a\n", [":1:7: valid YAML expected"]),
        (
            "cycle_timeout: 0\nsupports: [x]\n",
            [":1:1: name: is required", ":1:16: cycle_timeout: ", ":2:12: supports[0]: "],
        ),
    ],
)
def test_a_bad_manifest_is_told_by_file_place_and_field(tmp_path: Path, text: str, said: list[str]) -> None:
    found = problems(tmp_path, text)
    assert len(found) == len(said)
    assert [problem[: len(start)] for problem, start in zip(found, said, strict=True)] == said


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"none\.yaml: cannot be read: "):
        load(tmp_path / "none.yaml")
    with pytest.raises(ManifestError, match="cannot be read: "):
        load(tmp_path)
    (tmp_path / "latin.yaml").write_bytes(b"name: caf\xe9\n")
    with pytest.raises(ManifestError, match="UTF-8"):
        load(tmp_path / "latin.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "name: !!python/object/apply:os.getcwd []",
        "name: !!timestamp never",
        "? [a, b]\n: x",
        "env: &e {A: *e}",
        "supports: &s [*s]",
        "[" * 5000,
    ],
)
def test_whatever_yaml_holds_the_answer_is_a_clear_one(tmp_path: Path, text: str) -> None:
    assert all(problem.startswith(":") for problem in problems(tmp_path, f"command: [x]\n{text}\n"))
