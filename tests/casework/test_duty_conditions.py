"""Each condition of duties.py by itself, over bare rows: who is kept from a task or a case, on which ground, and who is not."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.casework.rows import Rows
from tests.clock import MovingClock, at
from tests.databases import copy_sqlite
from tests.owner import owner_of
from workflows.casework import duties
from workflows.casework.errors import NotAllowed
from workflows.casework.models import Case, CaseSubject, Decision, Recusal, Task, TaskBar
from workflows.people import Person, PostHolding, Relation, Unit
from workflows.store import Store

TODAY, BEFORE, AFTER = date(2026, 3, 2), date(2026, 2, 1), date(2026, 4, 1)
# Who is what to 文静 (wen): declared by her, by the other, no longer, until later, until today.
RELATIVES: dict[str, tuple[bool, date | None]] = {
    "declared": (True, None),
    "told of": (False, None),
    "divorced": (True, BEFORE),
    "until today": (False, TODAY),
    "until later": (True, AFTER),
}
STRANGERS = ("stranger", "stranger's wife")
# Post of 文静 in a unit of its own: from when, until when.
POSTS: dict[str, tuple[date, date | None]] = {
    "NOW": (BEFORE, None),
    "TODAY": (TODAY, AFTER),
    "OVER": (BEFORE, TODAY),
    "LATER": (AFTER, None),
}


def bar(rows: Rows, name: str, *bars: dict[str, Any], **values: Any) -> None:
    """A task in a case of its own with what keeps people from it."""
    rows.case(name)
    rows.task(f"{name} task", name, **values)
    rows.write(*((TaskBar, {"task_id": f"{name} task", **each}) for each in bars))


def decided(rows: Rows, case: str, element: str, username: str) -> tuple[type[Decision], dict[str, Any]]:
    """A decision of record."""
    given = {"case_id": case, "element_id": element, "person_id": rows.person(username), "post_key": "general_group"}
    return Decision, {
        **given,
        "signature": "",
        "decided_at": rows.now,
        "answers": {},
        "procedure_version_id": rows.version,
    }


@pytest.fixture(scope="module")
def rows(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rows]:
    """文静, her relatives and units, and a task or case for each thing that may keep her away."""
    url = copy_sqlite(sqlite_template, tmp_path_factory.mktemp("duties"))
    store = Store.from_url(url, clock=MovingClock(at("2026-03-02 09:00")))
    made = Rows(store)
    wen = made.person("wen")
    for name, (is_hers, ended) in RELATIVES.items():
        made.world.persons[name] = uuid.uuid4()
        pair = (wen, made.person(name)) if is_hers else (made.person(name), wen)
        relation = {
            "person_id": pair[0],
            "other_id": pair[1],
            "kind": "spouse",
            "declared_at": made.now,
            "ended_on": ended,
        }
        made.write((Person, {"id": made.person(name), "name": name}), (Relation, relation))
    for code, (since, until) in POSTS.items():
        made.units[code] = uuid.uuid4()
        unit = {"id": made.units[code], "code": code, "name": code, "kind": "organ", "path": f"/TOP/{code}/"}
        post = {
            "person_id": wen,
            "post_key": "general_group",
            "unit_id": made.units[code],
            "from_on": since,
            "to_on": until,
        }
        made.write((Unit, unit), (PostHolding, post))
    for name in STRANGERS:
        made.world.persons[name] = uuid.uuid4()
        made.write((Person, {"id": made.person(name), "name": name}))
    one, other = (made.person(name) for name in STRANGERS)
    made.write((Relation, {"person_id": one, "other_id": other, "kind": "spouse", "declared_at": made.now}))
    made.units["TOP"] = uuid.uuid4()
    made.write((Unit, {"id": made.units["TOP"], "code": "TOP", "name": "TOP", "kind": "city", "path": "/TOP/"}))
    write_bars(made)
    write_subjects(made)
    yield made
    store.close()


def write_bars(rows: Rows) -> None:
    """A task for each thing that keeps 文静 from it, and for each that looks like one and is not."""
    for code in ("CITY", "TOP", "NOW", "TODAY", "OVER", "LATER", "BUREAU"):
        bar(rows, f"unit {code}", {"unit_id": rows.units[code]})
    for name in ("wen", "bao", *RELATIVES, *STRANGERS):
        bar(rows, f"person {name}", {"person_id": rows.person(name)})
    for name, username in (("did it", "wen"), ("another did it", "bao")):
        bar(rows, name, {"element_id": "earlier"})
        rows.write(decided(rows, name, "earlier", username))
    bar(rows, "did another step", {"element_id": "earlier"})
    rows.write(decided(rows, "did another step", "other", "wen"))
    bar(rows, "elsewhere", {"element_id": "earlier"})
    holds: dict[str, dict[str, Any]] = {
        "holds it": {"element_id": "earlier", "assignee_id": rows.person("wen")},
        "another holds it": {"element_id": "earlier", "assignee_id": rows.person("bao")},
        "holds another step": {"element_id": "other", "assignee_id": rows.person("wen")},
        "held it": {"element_id": "earlier", "assignee_id": rows.person("wen"), "status": "cancelled"},
        "held for her": {
            "element_id": "earlier",
            "assignee_id": rows.person("bao"),
            "substitute_for_id": rows.person("wen"),
        },
    }
    for name, values in holds.items():
        bar(rows, name, {"element_id": "earlier"})
        rows.task(f"{name} earlier", name, **values)
    # The same step may be held twice by one person where it is kept apart from itself only after it was done.
    bar(rows, "holds itself", {"element_id": "itself"}, element_id="itself", assignee_id=rows.person("wen"))
    bar(rows, "free")
    recusals: dict[str, dict[str, Any]] = {
        "recused": {},
        "recused step": {"element_id": "recused step task"},
        "recused other step": {"element_id": "other"},
        "another recused": {"person_id": rows.person("bao")},
    }
    for name, values in recusals.items():
        bar(rows, name)
        given = {"case_id": name, "person_id": rows.person("wen"), "reason": "", "recused_at": rows.now, **values}
        rows.write((Recusal, given))
    # Recusal and a bar at once: the recusal is said.
    bar(rows, "both", {"unit_id": rows.units["CITY"]})
    rows.write((Recusal, {"case_id": "both", "person_id": rows.person("wen"), "reason": "", "recused_at": rows.now}))


def write_subjects(rows: Rows) -> None:
    """A case about each unit and person."""
    for code in ("CITY", "TOP", "OVER", "BUREAU"):
        rows.case(f"about {code}")
        rows.write((CaseSubject, {"case_id": f"about {code}", "unit_id": rows.units[code]}))
    for name in ("wen", "bao", *RELATIVES, *STRANGERS):
        rows.case(f"about {name}")
        rows.write((CaseSubject, {"case_id": f"about {name}", "person_id": rows.person(name)}))
    # By no more than one of the two: a recusal, or whom a case is about.
    rows.case("hu recused")
    rows.write(
        (Recusal, {"case_id": "hu recused", "person_id": rows.person("hu"), "reason": "", "recused_at": rows.now})
    )
    rows.case("about dai")
    rows.write((CaseSubject, {"case_id": "about dai", "person_id": rows.person("dai")}))
    for name, day in (("ruled before", BEFORE), ("ruled later", AFTER)):
        bar(rows, name, {"unit_id": rows.units["OVER"]})
        rows.write((CaseSubject, {"case_id": name, "unit_id": rows.units["OVER"]}))
        with owner_of(rows.world.store) as owner:
            owner.execute(update(Case).where(Case.id == rows.cases[name]).values(rules_on=day))
    rows.case("part")
    rows.write((CaseSubject, {"case_id": "part", "process_id": "called", "person_id": rows.person("declared")}))


NEAR = ("wen", "declared", "told of", "until later")
EXPECTED = {
    **{f"unit {code} task": duties.SAME_UNIT for code in ("CITY", "TOP", "NOW", "TODAY")},
    **{f"person {name} task": duties.RELATED for name in NEAR},
    "did it task": duties.TOOK_PART,
    "holds it task": duties.TOOK_PART,
    "held for her task": duties.TOOK_PART,
    "recused task": duties.RECUSED_FROM_CASE,
    "recused step task": duties.RECUSED,
    "both task": duties.RECUSED_FROM_CASE,
}
ABOUT = {
    **{f"about {code}": duties.SUBJECT_UNIT for code in ("CITY", "TOP")},
    **{f"about {name}": duties.SUBJECT_RELATED for name in NEAR},
    "part": duties.SUBJECT_RELATED,
    "recused": duties.RECUSED_FROM_CASE,
    "both": duties.RECUSED_FROM_CASE,
}


def test_the_standing_of_a_person_is_relatives_and_units_of_today(rows: Rows) -> None:
    with rows.world.store.read() as work:
        standing = duties.standing_of(work, rows.person("wen"))
        both = duties.standings_of(work, {rows.person("wen"), rows.person("bao")})
        unknown = uuid.uuid4()
        nobody = duties.standings_of(work, {unknown})[unknown]
    assert standing.person_id == rows.person("wen")
    assert standing.people == {rows.person(name) for name in NEAR}
    assert standing.units == {rows.units[code] for code in ("CITY", "TOP", "NOW", "TODAY")}
    assert set(both) == {rows.person("wen"), rows.person("bao")}
    assert both[rows.person("wen")] == standing
    assert both[rows.person("bao")].people == {rows.person("bao")}
    assert both[rows.person("bao")].units == {rows.units["CITY"]}
    assert (nobody.people, nobody.units) == ({unknown}, frozenset())


def test_each_task_has_its_ground_and_no_other_keeps_anybody_away(rows: Rows) -> None:
    with rows.world.store.read() as work:
        standing = duties.standing_of(work, rows.person("wen"))
        found = duties.grounds(work, standing, list(rows.tasks.values()))
        one = duties.grounds(work, standing, [rows.tasks["recused task"]])
        none = duties.grounds(work, standing, [])
        barred = rows.named(work.session.scalars(select(Task.id).where(duties.is_barred(standing))))
    assert {name: found[key] for name, key in rows.tasks.items() if key in found} == EXPECTED
    assert barred == set(EXPECTED)
    assert one == {rows.tasks["recused task"]: duties.RECUSED_FROM_CASE}
    assert none == {}


def test_each_case_has_its_ground(rows: Rows) -> None:
    with rows.world.store.read() as work:
        standing = duties.standing_of(work, rows.person("wen"))
        found = {name: duties.case_ground(work, standing, case_id) for name, case_id in rows.cases.items()}
    assert {name: ground for name, ground in found.items() if ground is not None} == ABOUT


def test_who_is_recused_from_reading_is_the_same_in_lists_and_for_one_case(rows: Rows) -> None:
    expected = {*(f"about {name}" for name in NEAR), "recused", "both"}
    wen = rows.world.actor("wen")
    with rows.world.store.read() as work:
        one_by_one = {name for name, key in rows.cases.items() if duties.recused_from(work, wen, key)}
        selected = rows.named(work.session.scalars(select(Case.id).where(duties.stands_aside(wen, Case.id))))
        answer = duties.recused_from(work, wen, rows.cases["free"])
        parts = {
            process: rows.named(work.session.scalars(select(Case.id).where(duties.stands_aside(wen, Case.id, process))))
            for process in ("called", "another")
        }
        own = {process: duties.recused_from(work, wen, rows.cases["part"], process) for process in parts}
    assert one_by_one == expected
    assert selected == expected
    # Whom a called procedure is about keeps their relatives from its part alone; whom the case is about, from every part.
    assert parts == {"called": {*expected, "part"}, "another": expected}
    assert own == {"called": True, "another": False}
    assert answer is False


def test_every_verb_s_question_refuses_with_the_ground(rows: Rows) -> None:
    wen = rows.world.actor("wen")
    with rows.world.store.read() as work:
        case, task = work.session.get_one(Case, rows.cases["unit CITY"]), rows.tasks["unit CITY task"]
        with pytest.raises(NotAllowed, match="unit this case is about, so you must not act on this step"):
            duties.require(work, wen, case, work.session.get_one(Task, task))
        duties.require(work, wen, case, None)
        about = work.session.get_one(Case, rows.cases["about declared"])
        with pytest.raises(NotAllowed, match="otherwise direct it"):
            duties.require(work, wen, about, None)
        free = work.session.get_one(Task, rows.tasks["free task"])
        duties.require(work, wen, work.session.get_one(Case, rows.cases["free"]), free)


def test_whoever_stands_aside_by_one_ground_alone_does_so(rows: Rows) -> None:
    with rows.world.store.read() as work:
        for username, expected in (("hu", {"hu recused"}), ("dai", {"about dai"}), ("adm", set())):
            actor = rows.world.actor(username)
            assert (
                rows.named(work.session.scalars(select(Case.id).where(duties.stands_aside(actor, Case.id)))) == expected
            )


def test_whoever_takes_back_what_they_began_is_kept_by_no_unit_of_theirs(rows: Rows) -> None:
    with rows.world.store.read() as work:
        standing = duties.standing_of(work, rows.person("wen"))
        grounds = {
            name: duties.case_ground(work, standing, rows.cases[name], withdraws=True)
            for name in ("about CITY", "about declared", "recused", "free")
        }
        assert grounds == {
            "about CITY": None,
            "about declared": duties.SUBJECT_RELATED,
            "recused": duties.RECUSED_FROM_CASE,
            "free": None,
        }
        wen, about = rows.world.actor("wen"), work.session.get_one(Case, rows.cases["about CITY"])
        duties.require(work, wen, about, None, withdraws=True)
        with pytest.raises(NotAllowed):
            duties.require(work, wen, about, None)


@pytest.mark.parametrize(("day", "kept"), [(TODAY, {"about OVER", "ruled before"}), (BEFORE, set())])
def test_a_unit_that_theirs_has_left_keeps_them_from_cases_of_before(rows: Rows, day: date, kept: set[str]) -> None:
    with rows.world.store.read() as work:
        standing = replace(duties.standing_of(work, rows.person("wen")), left=(frozenset({rows.units["OVER"]}), day))
        names = ("about OVER", "ruled before", "ruled later", "free", "about CITY", "about BUREAU")
        of_case = {name: duties.case_ground(work, standing, rows.cases[name]) for name in names}
        of_tasks = ("ruled before", "ruled later", "unit OVER", "free", "unit CITY", "unit BUREAU")
        tasks = [rows.tasks[f"{name} task"] for name in of_tasks]
        barred = rows.named(work.session.scalars(select(Task.id).where(Task.id.in_(tasks), duties.is_barred(standing))))
        found = rows.named(duties.grounds(work, standing, tasks))
    assert {name for name, ground in of_case.items() if ground is not None} == kept | {"about CITY"}
    assert barred == found == {"unit CITY task"} | ({"ruled before task", "unit OVER task"} if kept else set())


def test_as_a_substitute_neither_of_the_two_is_kept_away(rows: Rows) -> None:
    wen = rows.world.actor("wen")
    own = wen.holdings[0]
    lent, other = (
        replace(own, for_id=rows.person(each), for_name=name) for each, name in (("bao", "鲍杰"), ("dai", "戴主任"))
    )
    with rows.world.store.read() as work:
        free, about = (work.session.get_one(Case, rows.cases[name]) for name in ("free", "about bao"))
        assert duties.require_for_both(work, wen, about, None, [own, lent]) == own
        assert duties.require_for_both(work, wen, about, None, [lent, own]) == own
        assert duties.require_for_both(work, wen, about, None, [lent, other]) == other
        assert duties.require_for_both(work, wen, free, None, [lent]) == lent
        assert duties.require_for_both(work, wen, free, None, [None, lent]) is None
        assert duties.require_for_both(work, wen, free, None, []) is None
        with pytest.raises(NotAllowed, match="鲍杰"):
            duties.require_for_both(work, wen, about, None, [lent, lent])
        for ways in ([own], [lent], []):  # one's own ground comes first, in whichever post
            with pytest.raises(NotAllowed, match="relative of yours"):
                duties.require_for_both(work, wen, work.session.get_one(Case, rows.cases["about declared"]), None, ways)
        task = work.session.get_one(Task, rows.tasks["person bao task"])
        case = work.session.get_one(Case, rows.cases["person bao"])
        with pytest.raises(NotAllowed, match="鲍杰"):
            duties.require_for_both(work, wen, case, task, [lent])
        assert duties.require_for_both(work, wen, case, task, [other]) == other
        assert (
            duties.may_direct(work, rows.person("bao"), free),
            duties.may_direct(work, rows.person("bao"), about),
        ) == (
            True,
            False,
        )
