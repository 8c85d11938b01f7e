"""What units stand under, with periods: a change is prepared, decided and recorded, and a case keeps what held at its start."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.clock import MovingClock
from tests.recall.office import Office, build_office
from tests.recall.steps import decide, interview_and_recall, prepare, serve, verify_and_report
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.settings import Settings
from workflows import feel
from workflows.casework.candidates import unit_id_of
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.kept_settings import environment_of_case, environment_of_office
from workflows.casework.models import CaseReader, Notice, Task, TaskCandidate
from workflows.casework.reader_rewrite import rewrite_readers
from workflows.casework.readers import post_key
from workflows.casework.transaction import transaction
from workflows.casework.unit_changes import UnitWish, ask_for, decide_change
from workflows.casework.unit_effects import UnitEffect, effect_of
from workflows.jobs.duties import move_units
from workflows.people import Person, PostHolding, Unit, User
from workflows.people.unit_models import UnitChange
from workflows.people.unit_tree import line_on, party_on
from workflows.people.words import TieKind
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.proof.words import HistoryKind
from workflows.store import Store

WHY = "按干部管理权限调整，自下月起由上级主管部门管理。"
UNITS = (HistoryKind.UNIT_PREPARED, HistoryKind.UNIT_DECIDED, HistoryKind.UNIT_MOVED)
CADRE, PARENT, PARTY = TieKind.CADRE, TieKind.PARENT, TieKind.PARTY


@pytest.fixture
def admin(store: Store, clock: MovingClock) -> Office:
    """The office of the recall tests with somebody who administers, and a province whose organisation department has people."""
    office = build_office(store, clock)
    with office.store.write() as work:
        city = work.session.scalars(select(Unit).where(Unit.code == "CITY")).one()
        province = Unit(code="PROV", name="省水利厅", kind="organ", path="/PROV/")
        work.session.add(province)
        work.session.flush()
        for name, post, unit in (("adm", "administrator", city), ("sheng", "superior_organisation", province)):
            person = Person(name=name, unit_id=unit.id)
            work.session.add(person)
            work.session.flush()
            user = User(username=name, person_id=person.id)
            holding = PostHolding(person_id=person.id, post_key=post, unit_id=unit.id, from_on=date(2020, 1, 1))
            work.session.add_all([user, holding])
            work.session.flush()
            office.users[name], office.persons[name] = user.id, person.id
    return office


def unit_id(office: Office, code: str) -> uuid.UUID:
    with office.store.read() as work:
        return unit_id_of(work, code)


def ask(office: Office, kind: TieKind, unit: str, above: str, since: date, by: str = "adm") -> uuid.UUID:
    with transaction(office.store) as work:
        wish = UnitWish(unit_id_of(work, unit), kind, above, since, WHY)
        return ask_for(work, office.actor(by), wish).id


def asked(office: Office, case_id: uuid.UUID | None, text: str) -> Any:
    with office.store.read() as work:
        environment = environment_of_case(work, case_id) if case_id else environment_of_office(work)
        return feel.to_json(feel.parse_expression(text).evaluate({}, environment))


def test_a_running_case_keeps_its_superior_and_a_new_one_takes_the_new(admin: Office, clock: MovingClock) -> None:
    """The recall: over HTTP the superior of the unit changes while it runs; its accountability stays with the old one."""
    old = admin.start("W01")
    app = create_app(admin.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))
    keeper, director = Browser(app), Browser(app)
    for browser, name in ((keeper, "adm"), (director, "dai")):
        browser.get("/sign-in")
        browser.post("/sign-in/demo", {"user": str(admin.users[name]), "csrf_token": browser.token()})
    place = f"/units/{unit_id(admin, 'WATER')}"
    today = clock.now.date()
    keeper.get(place)
    given = {"kind": "cadre", "above": "PROV", "reason": WHY}
    refused = keeper.press("提交单位变更", 422, **given, from_on=today.isoformat())
    assert "案件沿用立案当日的单位关系" in refused.all("//*[@id='question-from_on']")[0].text_content()
    since = date.fromordinal(today.toordinal() + 2)
    keeper.get(place)
    seen = keeper.press("预览影响", **given, from_on=since.isoformat())
    assert "涉及上述单位的在办案件 1 " in seen.words
    assert "省水利厅的“上级组织部门”办理，现有 1 人任职" in seen.words
    with admin.store.read() as work:
        assert not work.session.scalars(select(UnitChange)).all(), "a look enters nothing"
    assert "待其他有权审定单位变更的人审定" in keeper.press("提交单位变更", **given, from_on=since.isoformat()).words
    assert "同意" not in [button.text_content() for button in keeper.get(place).all("//button")]
    assert "省水利厅" in director.get("/units").words
    (found,) = director.get("/units?q=WATER").all("//tbody/tr")
    assert found.text_content().strip().endswith("市驻村办"), "what stands above it, by name"
    assert "/" not in found.text_content()
    assert "同意" not in [button.text_content() for button in director.get(place).all("//button")], "a look comes first"
    with admin.store.read() as work:
        address = f"/units/changes/{work.session.scalars(select(UnitChange.id)).one()}"
    typo = {"csrf_token": director.token(), "decision": "agreed", "answer": WHY}
    assert "本次未作处理" in director.post(address, typo, 422).words
    (link,) = director.get("/notices").all("//a[text()='该项单位变更']")
    assert "涉及上述单位的在办案件 1 " in director.get(link.get("href")).words
    assert "已同意变更" in director.press("同意").words
    again = director.post(address, {"csrf_token": director.token(), "decision": "agree"}, 422)
    assert "此项变更已经审定" in again.words

    admin.wait_until(f"{since.isoformat()}T09:00")
    new = admin.start("W02")
    assert asked(admin, old, 'superior_of("WATER")') is None
    assert asked(admin, new, 'superior_of("WATER")') == "PROV"
    assert offered_accountability(admin, old) == {("superior_organisation", None)}
    assert offered_accountability(admin, new) == {("superior_organisation", unit_id(admin, "PROV"))}
    with pytest.raises(NotFound):
        admin.do(
            "decide_accountability", "shang", is_authority_confirmed=True, accountability_opinion="专题约谈并通报批评。"
        )
    admin.do(
        "decide_accountability", "sheng", is_authority_confirmed=True, accountability_opinion="专题约谈并通报批评。"
    )
    admin.case_id = old
    admin.do(
        "decide_accountability", "shang", is_authority_confirmed=True, accountability_opinion="专题约谈并通报批评。"
    )
    with admin.store.read() as work:
        report = verify(work)
        assert report.is_intact, report
        told = set(work.session.scalars(select(Notice.post_key).where(Notice.kind == "unit")))
        assert {"city_director", "unit_hr", "unit_secretary", "superior_organisation"} <= told
        kinds = work.session.scalars(select(HistoryEntry.kind).where(HistoryEntry.kind.in_(UNITS))).all()
        assert sorted(kinds) == ["unit_decided", "unit_prepared"]


def offered_accountability(office: Office, case_id: uuid.UUID) -> set[tuple[str | None, uuid.UUID | None]]:
    """The recall goes on, without a refill, to the task one level up; to whom that is offered."""
    office.case_id = case_id
    verify_and_report(office, has_falsified_file=True)
    decide(office, 0)
    prepare(office)
    serve(office)
    interview_and_recall(office)
    with office.store.read() as work:
        rows = work.session.execute(
            select(TaskCandidate.post_key, TaskCandidate.unit_id)
            .join(Task, TaskCandidate.task_id == Task.id)
            .where(Task.case_id == case_id, Task.element_id == "decide_accountability")
        )
        return {(post, unit) for post, unit in rows}


def test_the_tree_of_a_day_readers_and_the_moved_subtree(admin: Office, clock: MovingClock) -> None:
    case_id = admin.start("W01")
    today = clock.now.date()
    tomorrow = date.fromordinal(today.toordinal() + 1)
    with transaction(admin.store) as work:
        work.session.add(
            Unit(code="C2", name="乙县", kind="county", parent_id=unit_id_of(work, "CITY"), path="/CITY/C2/")
        )
    for unit, above, problem in (
        ("CITY", "C1", "成为自己的下级"),
        ("C1", "V1", "村以下不设单位"),
        ("C1", "C1", "不能以自己为上级"),
        ("C1", "", "请填写上级单位"),
        ("C1", "NOWHERE", "没有代码为"),
        ("C1", "CITY", "无需变更"),
    ):
        with pytest.raises(InvalidRequest) as refused:
            ask(admin, PARENT, unit, above, tomorrow)
        assert problem in refused.value.sentence.zh
    change = ask(admin, PARENT, "WATER", "C2", tomorrow)
    with pytest.raises(InvalidRequest, match="waits to be decided"):
        ask(admin, PARENT, "WATER", "C1", tomorrow)
    with pytest.raises(NotAllowed), transaction(admin.store) as work:
        decide_change(work, admin.actor("adm"), change, agrees=True)
    with transaction(admin.store) as work:
        decide_change(work, admin.actor("dai"), change, agrees=True)
    with admin.store.read() as work:
        before = set(work.session.scalars(select(CaseReader.reader).where(CaseReader.case_id == case_id)))
        assert [unit.code for unit in line_on(work, "WATER", today)] == ["WATER", "CITY"]
        assert [unit.code for unit in line_on(work, "WATER", tomorrow)] == ["WATER", "C2", "CITY"]
    assert move_units(admin.store) == 0
    clock.move_to(f"{tomorrow.isoformat()}T08:00")
    assert move_units(admin.store) == 1
    assert move_units(admin.store) == 0
    rewrite(admin, case_id)
    with admin.store.read() as work:
        water = work.session.scalars(select(Unit).where(Unit.code == "WATER")).one()
        assert water.path == "/CITY/C2/WATER/"
        after = set(work.session.scalars(select(CaseReader.reader).where(CaseReader.case_id == case_id)))
        assert after == before, "whom an old case is open to goes by the tree of its start"
        assert post_key("county_office", unit_id_of(work, "C2")) not in after
        assert verify(work).is_intact
    with pytest.raises(InvalidRequest, match="Cases keep what held"):
        ask(admin, PARENT, "WATER", "CITY", tomorrow)


def test_what_a_change_touches_is_counted_with_what_fits_no_more(admin: Office) -> None:
    with transaction(admin.store) as work:
        water = unit_id_of(work, "WATER")
        station = Unit(code="STATION", name="市水文站", kind="organ", parent_id=water, path="/CITY/WATER/STATION/")
        work.session.add(station)
        work.session.flush()
        work.session.get_one(Person, admin.persons["W02"]).unit_id = station.id
    with admin.store.read() as work:

        def touched(unit: str, kind: TieKind, above: str) -> UnitEffect:
            units = [work.session.get_one(Unit, unit_id_of(work, code)) for code in (unit, above)]
            return effect_of(work, units[0], kind, units[1], date(2026, 6, 1))

        cadre, party = touched("WATER", CADRE, "ROADS"), touched("ROADS", PARTY, "WATER")
        assert (cadre.below, cadre.people, cadre.posts, cadre.teams, cadre.posted) == (1, 8, 3, 2, 2)
        assert [(post.key, count) for post, count in cadre.asked] == [("superior_organisation", 0)]
        assert (cadre.before, party.before.code if party.before else None) == (None, "ROADS")
        assert [(post.key, count) for post, count in party.asked] == [("unit_secretary", 1)]
        assert (party.below, party.people, len(party.strays)) == (0, 1, 0)
        moved = touched("STATION", PARENT, "C1")
        assert [(team.dispatching_unit.code, count) for team, count in moved.strays] == [("WATER", 1)]
        assert {(post.key, unit.code) for post, unit in moved.losing} == {
            ("unit_hr", "WATER"), ("unit_leader", "WATER"), ("unit_secretary", "WATER")
        }  # fmt: skip
        assert ("county_office", "C1") in {(post.key, unit.code) for post, unit in moved.gaining}
        assert not touched("WATER", PARENT, "C1").strays, "who sends is moved along"


def test_no_village_has_authority_nobody_stands_under_those_below_and_no_day_is_out_of_reach(admin: Office) -> None:
    with transaction(admin.store) as work:
        decide_change(work, admin.actor("dai"), ask(admin, CADRE, "C1", "ROADS", date(2026, 5, 1)), agrees=True)
    for kind, unit, above, day, problem in (
        (CADRE, "ROADS", "C1", date(2026, 6, 1), "在同一关系上以该单位为上级"),
        (CADRE, "ROADS", "C1", date(2026, 4, 1), "在同一关系上以该单位为上级"),
        (CADRE, "WATER", "V1", date(2026, 6, 1), "村不具有干部管理权限"),
        (PARTY, "WATER", "V1", date(2026, 6, 1), "也不设党委"),
        (CADRE, "WATER", "C1", date(9999, 12, 31), "变更最迟自"),
    ):
        with pytest.raises(InvalidRequest) as refused:
            ask(admin, kind, unit, above, day)
        assert problem in refused.value.sentence.zh
    with admin.store.read() as work:
        assert len(work.session.scalars(select(UnitChange)).all()) == 1


def rewrite(office: Office, case_id: uuid.UUID) -> None:
    with transaction(office.store) as work:
        rewrite_readers(work, case_id)


def test_a_unit_without_a_party_group_answers_by_that_of_another(admin: Office) -> None:
    """Before the first case any day may be recorded; a unit without a superior of its own has that of the unit above it."""
    for kind, unit, above in ((PARTY, "ROADS", "WATER"), (CADRE, "C1", "PROV")):
        change = ask(admin, kind, unit, above, date(2024, 5, 1))
        with transaction(admin.store) as work:
            decide_change(work, admin.actor("dai"), change, agrees=True)
    answers = {
        'party_of("ROADS")': "WATER",
        'party_of("WATER")': "WATER",
        'party_of("NOWHERE")': None,
        'superior_of("V1")': "PROV",
        'superior_of("ROADS")': None,
        'superior_of("V1", 2)': None,
        'superior_of("V1", 0)': None,
    }
    assert {text: asked(admin, None, text) for text in answers} == answers
    refused = ask(admin, PARTY, "ROADS", "", date(2027, 1, 1))
    with transaction(admin.store) as work:
        row = decide_change(
            work, admin.actor("dai"), refused, agrees=False, answer="党组仍由市水务局党组代管，不予同意。"
        )
        assert row.state == "refused"
    with admin.store.read() as work:
        texts = work.session.scalars(select(Notice.text).where(Notice.person_id == admin.persons["adm"])).all()
        assert any("不予同意" in text for text in texts)
        assert party_on(work, "ROADS", date(2027, 2, 1)).code == "WATER"
