"""The control API's own description: complete, and every example in it a request that works."""

from __future__ import annotations

import pytest

from concur_harness.control import openapi

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document(world):
    return world.control("GET", "/openapi.json").json


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_route_is_in_it_and_nothing_else(document, world):
    routes = {
        (method.lower(), openapi._path(rule))
        for rule in world.router.control().url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert {(method, path) for method, path, _ in operations(document)} == routes
    assert {operation["operationId"] for *_, operation in operations(document)} == set(openapi.NOTES)


def test_it_is_well_formed(document):
    """References lead somewhere, and every parameter of a path is declared."""
    assert document["openapi"].startswith("3.1")
    schemas = document["components"]["schemas"]
    assert {ref.rpartition("/")[2] for ref in references(document)} <= set(schemas)
    for _, path, operation in operations(document):
        declared = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
        assert declared == {part[1:-1] for part in path.split("/") if part.startswith("{")}
        assert operation["summary"].endswith(".")


def references(value):
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if key == "$ref")
        yield from (each for part in value.values() for each in references(part))
    elif isinstance(value, list):
        yield from (each for part in value for each in references(part))


def test_whatever_takes_a_body_shows_examples(document):
    for method, path, operation in operations(document):
        if method in {"put", "patch"} or (method == "post" and not path.endswith("/reset")):
            assert operation["requestBody"]["content"]["application/json"]["examples"], path


def examples():
    for name, note in openapi.NOTES.items():
        for about, body in note.examples.items():
            yield pytest.param(name, body, id=f"{name}: {about}")


@pytest.mark.parametrize(("name", "body"), list(examples()))
def test_every_example_works(document, made, name, body):
    method, path, operation = next(each for each in operations(document) if each[2]["operationId"] == name)
    named = {
        "company_id": made.id,
        "report_id": made.reports()["Client meeting in Boston"]["id"],
        "kind": "projects",
        "code": "P-100",
    }
    answer = made.world.control(method.upper(), path.removeprefix("/_mock").format(**named), body)
    assert str(answer.status) in operation["responses"]
    assert answer.status == openapi.NOTES[name].status, answer.text


@pytest.mark.parametrize("name", [name for name, note in openapi.NOTES.items() if not note.takes])
def test_what_takes_no_body_answers_as_it_says(document, made, name):
    made.control("POST", "/faults", {"service": "erp", "do": "answer", "status": 503})
    method, path, _ = next(each for each in operations(document) if each[2]["operationId"] == name)
    named = {"company_id": made.id, "report_id": made.reports()["Phone bill"]["id"], "fault_id": "F-1"}
    answer = made.world.control(method.upper(), path.removeprefix("/_mock").format(**named))
    assert answer.status == openapi.NOTES[name].status
    if openapi.NOTES[name].gives is not None:
        schema = resolved(openapi.NOTES[name].gives, document)
        assert set(schema.get("required", ())) <= set(answer.json) | {"concur"}


def resolved(schema, document):
    if "$ref" in schema:
        return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema
