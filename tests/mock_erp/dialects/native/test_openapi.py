from __future__ import annotations

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mock_erp.dialects.native import openapi
from tests.mock_erp.world import BILL

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def operations():
    for path, item in openapi.document()["paths"].items():
        for method in sorted({"get", "post", "delete"} & item.keys()):
            yield path, method


def test_the_description_is_public(erp):
    answer = erp.get("/openapi.json", key=None)
    assert (answer.status, answer.json) == (200, json.loads(json.dumps(openapi.document())))


@pytest.mark.parametrize(("path", "method"), list(operations()))
def test_answers_are_as_described(erp, path, method):
    erp.created({**BILL, "document_number": "ER-2"})
    erp.posted()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", erp.pipeline)
    operation = schema[path][method.upper()]
    headers = {"Authorization": "Bearer key-of-acme"}

    @given(case=operation.as_strategy())
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def check(case):
        case.call_and_validate(headers=headers, checks=CHECKS)

    check()
