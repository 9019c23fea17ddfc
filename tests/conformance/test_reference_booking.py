"""All payables of a report or none, wherever the ERP fails."""

from __future__ import annotations

import sys
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import conformance

sys.path.append(str(Path(conformance.__file__).parent / "connectors" / "reference"))

from booking import Booking
from erp import BillRefused, Erp, ValidationError
from memory import Memory
from payables import Line, Payable
from report import Entry
from web import NoAnswer, Outage

STANDING = {"draft", "posted"}
ENTRY = Entry("E1", "LODNG", "Hotel", "2026-01-30", Decimal(1), ())


def payable(party: str, amount: str = "10.00") -> Payable:
    line = Line("6400", Decimal(amount), {"project": "P-100"}, "Hotel", "J1", ENTRY)
    return Payable(f"R1/{party}", party, "bill", f"ER-{party}", "2026-01-31", "2026-02-01", "USD", "2100", "m", (line,))


WANTED = [payable("Employee"), payable("Amex")]


class Books(Erp):
    """An ERP in memory that can refuse a party's bill, and fail at one of its calls, before or after doing it."""

    def __init__(self, *, refuses: dict[str, str] | None = None, automatic: bool = False) -> None:
        self.bills: list[dict[str, Any]] = []
        self.refuses = refuses or {}  # party -> "create" or "post"
        self.status = "posted" if automatic else "draft"
        self.calls = 0
        self.fails_at: tuple[int, str] | None = None

    def body_of(self, payable: Payable) -> dict[str, Any]:
        return payable.body(payable.vendor_external_id)

    def _call_number(self, when: str) -> None:
        self.calls += when == "before"
        if self.fails_at == (self.calls, when):
            raise NoAnswer("gone")

    def _judge(self, payable: Payable, when: str) -> None:
        if self.refuses.get(payable.vendor_external_id) == when:
            raise BillRefused([ValidationError("PROJECT_EXPIRED", "P-100", "", payable, payable.lines[0])])

    def create(self, payable: Payable, attempt: str) -> dict[str, Any]:
        self._call_number("before")
        self._judge(payable, "create")
        bill = {**self.body_of(payable), "id": len(self.bills), "status": self.status}
        self.bills.append(bill)
        self._call_number("after")
        return dict(bill)

    def post(self, bill: dict[str, Any], payable: Payable) -> dict[str, Any]:
        self._call_number("before")
        self._judge(payable, "post")
        self.bills[bill["id"]]["status"] = "posted"
        self._call_number("after")
        return self.bills[bill["id"]]

    def delete(self, bill: dict[str, Any]) -> None:
        self._call_number("before")
        assert self.bills[bill["id"]]["status"] in {"draft", "deleted"}
        self.bills[bill["id"]]["status"] = "deleted"

    def void(self, bill: dict[str, Any]) -> None:
        self._call_number("before")
        assert self.bills[bill["id"]]["status"] in {"posted", "void"}
        self.bills[bill["id"]]["status"] = "void"

    def standing(self, external_id: str) -> list[dict[str, Any]]:
        self._call_number("before")
        return [
            dict(bill)
            for bill in self.bills
            if bill["external_id"] == external_id and bill["status"] in {"draft", "posted"}
        ]

    @property
    def stand(self) -> list[tuple[str, str]]:
        return sorted(
            (bill["external_id"], bill["status"]) for bill in self.bills if bill["status"] in {"draft", "posted"}
        )


ALL_POSTED = [("R1/Amex", "posted"), ("R1/Employee", "posted")]


@pytest.mark.parametrize("automatic", [False, True])
def test_all_are_posted(tmp_path: Path, automatic: bool):
    erp = Books(automatic=automatic)
    assert Booking(erp, Memory(tmp_path)).book("R1", WANTED) == []
    assert erp.stand == ALL_POSTED


@pytest.mark.parametrize("automatic", [False, True])
@pytest.mark.parametrize("when", ["create", "post"])
@pytest.mark.parametrize("party", ["Employee", "Amex"])
def test_a_refusal_leaves_none(tmp_path: Path, party: str, when: str, automatic: bool):
    if automatic and when == "post":
        when = "create"
    erp, memory = Books(refuses={party: when}, automatic=automatic), Memory(tmp_path)
    (fault,) = Booking(erp, memory).book("R1", WANTED)
    assert (fault.code, fault.payable.external_id) == ("PROJECT_EXPIRED", f"R1/{party}")
    assert erp.stand == []
    assert memory.under_way == []


@pytest.mark.parametrize("when", ["create", "post"])
def test_the_faults_of_all_payables_are_collected(tmp_path: Path, when: str):
    erp = Books(refuses={"Employee": when, "Amex": when})
    assert len(Booking(erp, Memory(tmp_path)).book("R1", WANTED)) == 2


def test_a_refusal_at_creation_posts_nothing(tmp_path: Path):
    erp = Books(refuses={"Amex": "create"})
    Booking(erp, Memory(tmp_path)).book("R1", WANTED)
    assert [bill["status"] for bill in erp.bills] == ["deleted"]


@pytest.mark.parametrize("automatic", [False, True])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", range(1, 7))
def test_whichever_answer_is_lost_it_ends_with_one_of_each(tmp_path: Path, call: int, when: str, automatic: bool):
    erp = Books(automatic=automatic)
    erp.fails_at = (call, when)
    try:
        Booking(erp, Memory(tmp_path)).book("R1", WANTED)
    except Outage:
        assert erp.stand == []
    erp.fails_at = None
    Booking(erp, Memory(tmp_path)).book("R1", WANTED)
    assert erp.stand == ALL_POSTED


@pytest.mark.parametrize("call", range(1, 7))
def test_a_crash_anywhere_ends_with_one_of_each(tmp_path: Path, call: int, monkeypatch: pytest.MonkeyPatch):
    erp = Books()
    erp.fails_at = (call, "after")
    with monkeypatch.context() as dead:
        dead.setattr(Booking, "roll_back", lambda *_: None)
        with suppress(Outage):
            Booking(erp, Memory(tmp_path)).book("R1", WANTED)
    erp.fails_at = None
    Booking(erp, Memory(tmp_path)).book("R1", WANTED)
    assert erp.stand == ALL_POSTED
    assert len(erp.bills) == 2


def test_what_an_older_state_of_the_report_left_is_taken_back(tmp_path: Path):
    erp, memory = Books(), Memory(tmp_path)
    Booking(erp, memory).book("R1", [payable("Employee", "99.00"), payable("Visa")])
    Booking(erp, memory).book("R1", WANTED)
    assert erp.stand == ALL_POSTED
    assert [bill["status"] for bill in erp.bills] == ["void", "void", "posted", "posted"]


def test_a_second_bill_of_the_same_content_is_taken_back(tmp_path: Path):
    erp = Books()
    erp.create(WANTED[0], "x")
    erp.create(WANTED[0], "y")
    Booking(erp, Memory(tmp_path)).book("R1", WANTED)
    assert erp.stand == ALL_POSTED


def test_a_draft_of_another_day_is_made_anew(tmp_path: Path):
    erp = Books()
    erp.create(WANTED[0]._replace(gl_date="2026-01-31"), "x")
    Booking(erp, Memory(tmp_path)).book("R1", WANTED)
    assert [bill["status"] for bill in erp.bills] == ["deleted", "posted", "posted"]
