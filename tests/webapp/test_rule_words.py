"""Rule tables speak words: codes as forms call them, comparisons as people say them, and what no rule that applies means."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask_babel import force_locale
from lxml import etree
from sqlalchemy import select

from tests.clock import MovingClock
from tests.recall import steps
from tests.recall.office import build_office, procedures
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.cases.rule_words import asked_in_words, words_of_codes
from webapp.settings import Settings
from workflows.casework.models import Task
from workflows.store import Store

BPMN = Path(__file__).parents[2] / "bpmn"
SETTINGS = Settings("a secret of the tests, long enough", is_demo=True, is_testing=True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_director_reads_grounds_and_a_candidate_who_qualifies_in_words(store: Store, clock: MovingClock) -> None:
    office = build_office(store, clock)
    app = create_app(store, SETTINGS)
    office.start("W01")
    steps.verify_and_report(office)
    with store.read() as work:
        task_id = work.session.scalars(select(Task.id).where(Task.element_id == "decide")).one()
    director = Browser(app)
    director.get("/sign-in")
    director.post("/sign-in/demo", {"user": str(office.users["dai"]), "csrf_token": director.token()})
    told = director.get(f"/tasks/{task_id}").words
    assert "查实的情形 消极怠工、帮扶不力 含消极怠工、帮扶不力" in told
    steps.decide(office, 1)
    steps.prepare(office, "W01")
    steps.serve(office)
    steps.nominate(office, "W11")
    told = director.get(f"/cases/{office.case_id}").words
    assert "符合资格：没有不合格的情形，也没有须人工审查的情形。" in told
    director.post("/language", {"csrf_token": director.token(), "locale": "en", "next": "/"})
    said = director.get(f"/cases/{office.case_id}").words
    assert "Qualified: nothing speaks against it" in said
    assert "Grounds found Idle and passive includes Idle and passive" in said
    for words in (told, said):
        assert [
            code for code in ("G1", "G3", "G10", "list contains", "没有命中规则", "No rule of") if code in words
        ] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_cell_of_the_shipped_tables_has_words_but_for_what_is_reckoned(store: Store) -> None:
    cells = set()
    for file in BPMN.glob("*/*.dmn"):
        for cell in etree.parse(file).getroot().iter("{*}inputEntry"):
            cells.add((cell.findtext("{*}text") or "").strip())
    with create_app(store, SETTINGS).test_request_context(), force_locale("zh_CN"):
        words = words_of_codes(procedures(), "zh_CN")
        told = {cell: asked_in_words(cell, words, "zh_CN") for cell in cells - {"-"}}
    assert {cell for cell, said in told.items() if said is None} == {"> posted_days / 2"}
    assert told['not(list contains(?, "G2"))'] == "不含不遵守驻村纪律、无故缺岗"
    assert told["< 2, null"] == "小于2或空"
    assert told['? < -setting("recall.stay_gap_days")'] == "小于设置“驻村天数缺口”的负值"
    assert told["[60..80)"] == "不小于60，小于80"
