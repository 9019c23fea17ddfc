"""What the list and the details of reports show after people and types have been changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import event

from mock_concur.application import configuration
from mock_concur.domain.setup import ExpenseType, PaymentType, Person
from tests.mock_concur.api import sample
from tests.mock_concur.api.conftest import World

LIST = "/api/expense/expensereport/v2.0/reports"
DETAILS = f"/api/expense/expensereport/v2.0/report/{sample.REPORT.id}"
VISA = PaymentType(id="gWpay$pVisa", name="Visa", code="IBIP", payment_class="IBIP")


def text(world: World, path: str) -> str:
    answer = world.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_person_is_called_by_the_new_name_everywhere_at_once(full: World) -> None:
    assert "Ann Lee" in text(full, LIST)
    assert "Lee, Ann" in text(full, DETAILS)
    with full.changing() as work:
        configuration.change_person(work, replace(sample.ANN, last="Stone-Lee", employee_id="E-77"))
    assert "<EmployeeName>Ann Stone-Lee<" in text(full, LIST)
    details = text(full, DETAILS)
    assert "Stone-Lee, Ann" in details
    assert "E-77" in details


def test_a_change_of_one_person_leaves_what_is_cached_of_another_person_s_report(full: World) -> None:
    bobs = replace(sample.REPORT, id="B" * 20, protected_id="nBobs", owner=sample.BOB.login)
    full.add(bobs)
    path = DETAILS.replace(sample.REPORT.id, bobs.id)
    read: list[Any] = []
    text(full, path)
    with full.changing() as work:
        configuration.change_person(work, replace(sample.ANN, last="Other"))
    event.listen(full.store.engine, "before_cursor_execute", lambda *told: read.append(told[2]))
    text(full, path)
    assert not [statement for statement in read if "concur_reports.body" in statement or "concur_settings" in statement]
    text(full, DETAILS)
    assert [statement for statement in read if "concur_reports.body" in statement]


def test_a_new_person_gets_tokens_and_one_who_is_inactive_or_gone_does_not(full: World) -> None:
    zoe = Person(login="zoe@example.com", employee_id="E-26", first="Zoe", last="Ash")
    client = {"client_id": full.credentials.client_id, "client_secret": full.credentials.client_secret}
    form = {**client, "grant_type": "password", "username": "ZOE@example.com", "password": "welcome"}
    assert '"code": 5,' in full.ask_token(**form).text
    with full.changing() as work:
        configuration.add_person(work, zoe)
    assert full.ask_token(**form).status_code == 200
    assert text(full, f"{LIST}?loginid=Zoe@example.com").count("<ReportSummary>") == 0
    with full.changing() as work:
        configuration.change_person(work, replace(zoe, active=False))
    assert '"code": 10,' in full.ask_token(**form).text
    with full.changing() as work:
        configuration.remove_person(work, zoe.login)
    assert '"code": 5,' in full.ask_token(**form).text
    assert full.get(f"{LIST}?loginid=zoe@example.com").status_code == 400


def test_the_list_is_narrowed_to_a_new_payment_type_and_not_to_one_that_was_removed(full: World) -> None:
    path = f"{LIST}?paymenttypeid={VISA.id}"
    assert full.get(path).status_code == 400
    with full.changing() as work:
        configuration.add_payment_type(work, VISA)
    assert "<ReportSummary>" not in text(full, path)
    with full.changing() as work:
        configuration.remove_payment_type(work, VISA.name)
    assert full.get(path).status_code == 400


def test_a_payment_type_that_is_changed_shows_in_the_details(full: World) -> None:
    amex = sample.SETUP.payment_types["Amex Corporate"]
    assert f"<PaymentTypeCode>{amex.code}<" in text(full, DETAILS)
    with full.changing() as work:
        configuration.change_payment_type(work, replace(amex, code="AMEX-2"))
    assert "<PaymentTypeCode>AMEX-2<" in text(full, DETAILS)


def test_an_expense_type_that_is_changed_shows_in_the_details(full: World) -> None:
    with full.changing() as work:
        configuration.add_expense_type(work, ExpenseType(code="BOATX", name="Boat"))
        configuration.change_expense_type(work, replace(sample.SETUP.expense_types["TAXIX"], name="Hackney Carriage"))
        configuration.remove_expense_type(work, "BOATX")
    assert "<ExpenseTypeName>Hackney Carriage<" in text(full, DETAILS)
