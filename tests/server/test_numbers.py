"""Numbers that would cost minutes to convert are refused while they are text; nobody else waits."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from tests.server.conftest import Serve
from tests.server.person import Person

HUGE = [
    "1e5000",
    "1e300000",
    "1e3000000",
    "9" * 5000,
    "9" * 100_000,
    "0." + "0" * 50_000 + "1",
    "-1e999999999",
    "٣" * 40,
]


def test_a_huge_number_is_refused_at_its_field_at_once(serve: Serve, open_task: Callable[[str], uuid.UUID]) -> None:
    task = open_task("check_a")
    with serve("--no-worker") as server:
        wen = Person(server.port)
        wen.sign_in("wen")
        wen.fill(f"/tasks/{task}", f"/tasks/{task}/claim")
        for number in HUGE:
            for action in ("complete", "visibility"):
                form = wen.get(f"/tasks/{task}").form(f"/tasks/{task}/complete")
                answer = wen.post(f"/tasks/{task}/{action}", {**form, "mark_a": number, "outcome": "agree"})
                assert answer.seconds < 2, (number[:20], action, answer.seconds)
                assert answer.status == (422 if action == "complete" else 200), (number[:20], action)
                if action == "complete":
                    assert "15 位" in answer.words or "请填写数字" in answer.words, number[:20]


def test_a_page_number_beyond_any_list_is_a_page(wen: Person) -> None:
    for number in ("9" * 25, "9" * 5000, "-" + "9" * 30, "1e400", "0", "%ED%A0%80"):
        for path in ("/?view=mine&page=", "/cases?page="):
            assert wen.get(path + number).status == 200, number[:20]
