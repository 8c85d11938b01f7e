"""Each condition of access.py by itself, over bare rows: one kind of row more or less changes what is open, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select

from tests.casework.rows import CALLED, Rows
from tests.clock import MovingClock, at
from tests.databases import copy_sqlite
from workflows.casework import access
from workflows.casework.errors import NotAllowed
from workflows.casework.known_steps import may_know_step
from workflows.casework.models import Case, CaseReader, CaseSubject, Ground, Recusal, Task, TaskCandidate
from workflows.casework.readers import person_key, post_key, unit_key
from workflows.people import Actor
from workflows.people.actor import StandIn
from workflows.store import Store

# Task -> whom it is offered to.
OFFERS: dict[str, dict[str, str]] = {
    "to the person": {"person_id": "wen"},
    "to the post": {"post_key": "general_group"},
    "to the unit's post": {"post_key": "general_group", "unit_id": "CITY"},
    "to another": {"person_id": "bao"},
    "to another post": {"post_key": "unit_hr", "unit_id": "CITY"},
    "to another unit's post": {"post_key": "general_group", "unit_id": "BUREAU"},
}
GROUNDS = [ground.value for ground in Ground]


@pytest.fixture(scope="module")
def rows(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rows]:
    """Cases open to 文静 (general group of the city) on one ground each, and some that are not."""
    store = Store.from_url(
        copy_sqlite(sqlite_template, tmp_path_factory.mktemp("access")), clock=MovingClock(at("2026-03-02 09:00"))
    )
    made = Rows(store)
    group = post_key("general_group")
    for ground in GROUNDS:
        made.case(ground, (group, "review", ground))
    made.case("by person", (person_key(made.person("wen")), "review", "reads"))
    made.case("by own unit's post", (post_key("general_group", made.units["CITY"]), "review", "reads"))
    made.case("by unit", (unit_key(made.units["CITY"]), "review", "owes"))
    made.case("ended", (group, "review", "reads"), status="completed")
    made.case("another's post", (post_key("unit_hr"), "review", "reads"))
    made.case("another unit's post", (post_key("general_group", made.units["BUREAU"]), "review", "reads"))
    made.case("another unit", (unit_key(made.units["BUREAU"]), "review", "owes"))
    made.case("another person", (person_key(made.person("bao")), "review", "reads"))
    made.case("hu reads", (post_key("unit_hr"), CALLED, "reads"), titles=True)
    made.case("hu does", (post_key("unit_hr"), CALLED, "does"), titles=True)
    made.case("about bao")
    made.write((CaseSubject, {"case_id": "about bao", "person_id": made.person("bao")}))
    director = post_key("city_director")
    for name in ("lent", "lent about bao", "lent and recused"):
        made.case(name, (director, "review", "reads"))
    recused = {"case_id": "lent and recused", "person_id": made.person("wen"), "reason": "", "recused_at": made.now}
    made.write((Recusal, recused))
    made.write((CaseSubject, {"case_id": "lent about bao", "person_id": made.person("bao")}))
    write_named(made)
    made.case("called", (group, CALLED, "reads"), titles=True)
    made.case("calling", (group, "review", "wrote"), titles=True)
    for ground in GROUNDS:
        made.case(f"recused {ground}", (group, "review", ground))
        made.case(f"related {ground}", (group, "review", ground))
        made.write(
            (
                Recusal,
                {"case_id": f"recused {ground}", "person_id": made.person("wen"), "reason": "", "recused_at": made.now},
            ),
            (CaseSubject, {"case_id": f"related {ground}", "person_id": made.person("wen")}),
        )
    write_tasks(made)
    yield made
    store.close()


# Case -> on which ground 鲍杰 knows of it, and what differs from an open task of the director's that names him.
NAMED: dict[str, tuple[str, dict[str, Any]]] = {
    "named": ("does", {}),
    "named and wrote": ("wrote", {}),
    "named before": ("does", {"status": "completed"}),
    "named elsewhere": ("does", {"post_key": "unit_hr"}),
    "named in another unit": ("does", {"unit_id": "BUREAU"}),
    "named in any unit": ("does", {"unit_id": ""}),
    "another named": ("does", {"candidate": "hu"}),
    "named and began": ("does", {"began": True}),
    "named and about": ("does", {"about": True}),
    "named nowhere": ("does", {"candidate": ""}),
    "post named": ("does", {"post": "city_director"}),
}


PASSED_ON = ("named", "named and wrote", "named before", "named and about", "named in any unit", "post named")


def write_named(rows: Rows) -> None:
    """Cases open to 鲍杰 by name, which passes to who stands in for him only where a task is waiting that may be passed on."""
    bao = rows.person("bao")
    for name, (ground, given) in NAMED.items():
        began = {"started_by_id": bao} if given.get("began") else {}
        rows.case(name, (person_key(bao), "review", ground), **began)
        if given.get("about"):
            rows.write((CaseSubject, {"case_id": name, "person_id": bao}))
        candidate = given.get("candidate", "bao")
        offered = ({"person_id": rows.person(candidate)},) if candidate else ()
        offered = ({"post_key": given["post"]},) if "post" in given else offered
        values = {key: value for key, value in given.items() if key in ("status", "post_key")}
        values["unit_id"] = rows.units.get(given.get("unit_id", "CITY"))
        rows.task(f"{name} task", name, *offered, **{"post_key": "city_director", **values})


def write_tasks(rows: Rows) -> None:
    """Open and ended tasks in cases that 文静 reads, does or is recused from; some show something of the file."""
    rows.case("own file", (post_key("general_group"), "review", "reads"))
    rows.case("only doing", (post_key("general_group"), "review", "does"), titles=True)
    rows.case("reads called", (post_key("general_group"), CALLED, "reads"), titles=True)
    rows.case("bare called", (post_key("general_group"), "review", "does"))
    rows.case("offers")
    rows.task("read", "own file")
    for name, values in {
        "shows": {"shows_file": True, "name_en": "Check"},
        "shows nothing": {},
        "ended": {"shows_file": True, "status": "completed"},
        "called shows": {"shows_file": True, "process_id": CALLED},
        "called shows nothing": {"process_id": CALLED},
    }.items():
        rows.task(name, "only doing", {"post_key": "general_group"}, **values)
    rows.task("called read", "reads called", process_id=CALLED)
    rows.task("caller not read", "reads called")
    rows.task("untitled", "bare called", shows_file=True, process_id=CALLED)
    rows.task("untitled nothing", "bare called", process_id=CALLED)
    rows.task("recused shows", "recused does", {"post_key": "general_group"}, shows_file=True)
    for name, candidate in OFFERS.items():
        given = {key: rows.units[value] if key == "unit_id" else value for key, value in candidate.items()}
        if "person_id" in given:
            given["person_id"] = rows.person(candidate["person_id"])
        rows.task(name, "offers", given)


def found(rows: Rows, condition: ColumnElement[bool], row: Any = Case) -> set[str]:
    """The names of the cases, or tasks, for which the condition holds."""
    with rows.world.store.read() as work:
        statement = select(row.id) if row is Case else select(Task.id).join(Case, Task.case_id == Case.id)
        return rows.named(work.session.scalars(statement.where(condition)))


def without_recused(rows: Rows, lost: set[str]) -> set[str]:
    """Every case of the fixture's recusals but those on the grounds that recusal takes away."""
    return {f"{how} {ground}" for how in ("recused", "related") for ground in GROUNDS if ground not in lost}


def test_the_post_that_a_verb_asks_for(rows: Rows) -> None:
    wen = rows.world.actor("wen")
    assert access.require_post(wen, "city_director", "general_group").post_key == "general_group"
    with pytest.raises(NotAllowed, match="does not allow this"):
        access.require_post(wen, "city_director")


def test_somebody_is_a_reader_by_person_by_post_and_by_unit(rows: Rows) -> None:
    city = rows.units["CITY"]
    keys = [person_key(rows.person("wen")), post_key("general_group"), post_key("general_group", city), unit_key(city)]
    assert access.keys_of(rows.world.actor("wen")) == sorted(keys)


BY_ROW = {
    *GROUNDS,
    *("by person", "by own unit's post", "by unit", "ended", "called", "calling"),
    *("own file", "only doing", "reads called", "bare called"),
}


def test_a_case_is_known_by_any_ground_and_recusal_takes_what_the_post_gave(rows: Rows) -> None:
    wen = rows.world.actor("wen")
    assert found(rows, access.visible_cases(wen)) == BY_ROW | without_recused(rows, {"reads", "does"})
    with rows.world.store.read() as work:
        known = {name for name, case_id in rows.cases.items() if access.may_know(work, case_id, wen)}
    assert known == BY_ROW | without_recused(rows, set()), "who is recused hears why, not that there is no case"


def test_clocks_are_seen_by_readers_doers_watchers_and_whose_unit_owes(rows: Rows) -> None:
    seen = {
        "reads",
        "does",
        "asked",
        "owes",
        "watches",
        "by person",
        "by own unit's post",
        "by unit",
        "ended",
        "called",
    }
    seen |= {"own file", "only doing", "reads called", "bare called"}
    kept = {f"{how} {ground}" for how in ("recused", "related") for ground in ("asked", "owes", "watches")}
    assert found(rows, access.sees_clocks(rows.world.actor("wen"))) == seen | kept


def test_a_file_is_read_by_its_process_only(rows: Rows) -> None:
    wen = rows.world.actor("wen")
    own = {"reads", "by person", "by own unit's post", "ended", "own file"}
    assert found(rows, access.is_reader(wen)) == own
    assert found(rows, access.reads(wen, Case.id, CALLED)) == {"called", "reads called"}


def test_the_title_of_a_case_is_full_for_readers_of_its_process_or_of_one_it_called(rows: Rows) -> None:
    wen = rows.world.actor("wen")
    with rows.world.store.read() as work:
        titles = {row[0]: row[1].zh for row in work.session.execute(select(Case.id, access.title_of_case(wen)))}
    by_name = {name: titles[case_id] for name, case_id in rows.cases.items()}
    full = {"reads", "by person", "by own unit's post", "ended", "own file"}
    for name in ("called", "reads called"):
        assert by_name.pop(name) == f"被调全 {name}"
    assert by_name == {name: f"{'全' if name in full else '公'} {name}" for name in by_name}


def test_search_finds_by_a_title_that_may_be_read_and_by_no_other(rows: Rows) -> None:
    wen = rows.world.actor("wen")
    assert found(rows, access.title_matches(wen, "公 by person")) == {"by person"}
    assert found(rows, access.title_matches(wen, "全 by person")) == {"by person"}
    assert found(rows, access.title_matches(wen, "全 wrote")) == set()
    assert found(rows, access.title_matches(wen, "被调全")) == {"called", "reads called"}
    for signs in ("%", "_"):
        assert found(rows, access.title_matches(wen, signs)) == set(), "signs of LIKE are letters like any other"
    assert found(rows, access.title_matches(wen, "公")) == set(rows.cases)
    assert found(rows, access.title_matches(rows.world.actor("hu"), "被调全")) == {"hu reads"}


def titles_of(rows: Rows, *, is_doer: bool) -> dict[str, str]:
    """The title over each task for 文静."""
    with rows.world.store.read() as work:
        statement = select(Task.id, access.title_of_task(rows.world.actor("wen"), is_doer=is_doer)).join(
            Case, Task.case_id == Case.id
        )
        by_id = {row[0]: row[1].zh for row in work.session.execute(statement)}
    return {name: by_id[task_id] for name, task_id in rows.tasks.items()}


def test_the_title_over_a_task_is_full_for_readers_and_while_it_shows_something(rows: Rows) -> None:
    public = {
        "shows nothing": "公 only doing",
        "ended": "公 only doing",
        "called shows nothing": "被调公 only doing",
        "caller not read": "公 reads called",
        "untitled": "公 bare called",
        "untitled nothing": "公 bare called",
        "recused shows": "公 recused does",
    }
    by_reading = {"read": "全 own file", "called read": "被调全 reads called"}
    by_doing = {"shows": "全 only doing", "called shows": "被调全 only doing"}
    offers = dict.fromkeys(OFFERS, "公 offers")
    public |= offers | {f"{name} task": f"公 {name}" for name in NAMED}
    assert titles_of(rows, is_doer=True) == {**public, **by_reading, **by_doing}
    closed = {"shows": "公 only doing", "called shows": "被调公 only doing"}
    assert titles_of(rows, is_doer=False) == {**public, **by_reading, **closed}


def test_who_is_informed_about_a_task_and_finds_it_by_its_title(rows: Rows) -> None:
    wen = rows.world.actor("wen")
    assert found(rows, access.is_informed(wen), Task) == {"read", "called read", "shows", "called shows", "untitled"}
    assert (rows.with_words("被调全"), rows.with_words("全 own file")) == ({"called read", "called shows"}, {"read"})
    assert rows.with_words("公 only doing") == {*("shows nothing", "ended", "called shows nothing")}
    assert rows.with_words("被调全 only doing") == {"called shows"}
    assert rows.with_words("被调公 only doing") == {"called shows nothing"}
    assert not rows.with_words("全 recused does") | rows.with_words("%")
    assert (rows.with_words("called shows no"), rows.with_words("check")) == ({"called shows nothing"}, {"shows"})
    assert rows.with_words("被调全", Task.id == rows.tasks["called read"]) == {"called read"}


def test_a_task_is_offered_by_person_by_post_and_by_the_own_unit_s_post(rows: Rows) -> None:
    wen = rows.world.actor("wen")
    with rows.world.store.read() as work:
        statement = select(TaskCandidate.task_id).where(access.candidate_condition(wen))
        offered = rows.named(work.session.scalars(statement)) & set(OFFERS)
    assert offered == {"to the person", "to the post", "to the unit's post"}


def test_outside_the_offices_a_case_has_no_number(rows: Rows) -> None:
    outside, inside = rows.world.actor("hu"), rows.world.actor("wen")
    assert (access.is_outside(outside), access.is_outside(inside)) == (True, False)
    assert "title_public" not in str(access.plain_title(outside))
    assert "title_public" in str(access.plain_title(inside))


def test_a_list_holds_the_cases_that_one_may_know_of_and_no_other_in_either_order(rows: Rows) -> None:
    wen = rows.world.actor("wen")
    with rows.world.store.read() as work:
        rising = work.session.execute(access.cases_by(wen, CaseReader.started, limit=500)).all()
        falling = work.session.execute(access.cases_by(wen, CaseReader.started, limit=500, is_falling=True)).all()
        walked = access.cases_with(access.openings(wen), CaseReader.started, limit=500)
        assert work.session.execute(walked).all() == rising
        narrowed = access.cases_by(wen, CaseReader.started, CaseReader.ground == Ground.OWES.value, limit=500)
        owed = {"owes", "by unit", "recused owes", "related owes"}
        assert rows.named(row[1] for row in work.session.execute(narrowed)) == owed
    assert rising == sorted(rising) == falling[::-1]
    assert rows.named(row[1] for row in rising) == found(rows, access.visible_cases(wen))


def substitute(rows: Rows) -> Actor:
    """文静 who stands in for 鲍杰 as the city's director."""
    wen, bao, city = rows.world.actor("wen"), rows.person("bao"), rows.units["CITY"]
    lent = replace(wen.holdings[0], post_key="city_director", unit_id=city, for_id=bao)
    absent = StandIn(bao, "鲍杰", frozenset({bao}), (("city_director", city),))
    return replace(wen, holdings=(*wen.holdings, lent), stand_ins=(absent,))


def test_a_substitute_reads_what_is_lent_but_what_the_absent_one_lost(rows: Rows) -> None:
    wen, stands_in = rows.world.actor("wen"), substitute(rows)
    own = found(rows, access.is_reader(wen))
    assert found(rows, access.is_reader(stands_in)) == own | {"lent"}
    lent = {"lent", "named", "named in any unit"}
    assert found(rows, access.visible_cases(stands_in)) == found(rows, access.visible_cases(wen)) | lent
    lent |= {"lent about bao", "lent and recused"}
    assert found(rows, access.knows(stands_in)) == found(rows, access.knows(wen)) | lent
    with rows.world.store.read() as work:
        statement = select(TaskCandidate.task_id).join(Task, Task.id == TaskCandidate.task_id)
        passed_on = rows.named(work.session.scalars(statement.where(access.passed_on_by(stands_in.stand_ins[0]))))
    assert passed_on == {f"{name} task" for name in PASSED_ON}


def test_by_whom_a_step_was_done_is_told_to_who_did_it_to_their_post_and_to_readers(rows: Rows) -> None:
    wen, bao = rows.world.actor("wen"), rows.person("bao")
    with rows.world.store.read() as work:

        def told(name: str, case: str, actor: Actor = wen, **values: Any) -> bool:
            step = Task(id=rows.tasks[name], case_id=rows.cases[case], process_id="review", **values)
            return may_know_step(work, step, actor)

        other = ("caller not read", "reads called")
        assert told(*other, completed_by_id=wen.person_id)
        assert told(*other, assignee_id=wen.person_id, completed_by_id=bao)
        assert told(*other, post_key="general_group")
        assert not told(*other, completed_by_id=bao)
        assert not told(*other, post_key="unit_hr")
        assert not told("recused shows", "recused does", post_key="general_group")
        assert told("read", "own file", completed_by_id=bao)
        # In the place of somebody absent, unless they stand aside themselves.
        stands_in = substitute(rows)
        assert told(*other, stands_in, post_key="city_director")
        assert not told(*other, wen, post_key="city_director")
        assert not told("to another", "about bao", stands_in, post_key="city_director")
        # What is offered by name is nothing to others of the post.
        assert [told(name, "offers", post_key="general_group") for name in OFFERS][:4] == [True, True, True, False]
        for name, is_told in (("named", True), ("another named", False)):
            assert told(f"{name} task", name, stands_in, post_key="city_director") is is_told
