"""The demonstration cases: made by casework's own verbs, each in the state its name says, with true clocks and history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.clock import MovingClock, at
from tests.databases import copy_sqlite
from tests.demo.conftest import LOADED
from workflows.calendar.zone import to_local
from workflows.casework.board import deadline_board
from workflows.casework.board_filter import BoardFilter
from workflows.casework.inbox import inbox
from workflows.casework.models import Case, ClockStart, Deadline, Incident, Notice, NoticeChoice, Task, TaskStatus
from workflows.casework.tasks import visible_task
from workflows.casework.timers import due_cases
from workflows.demo import DemoCity, load_demo
from workflows.demo.cases import SCRIPTS
from workflows.demo.cast import CAST
from workflows.demo.load import AWAY
from workflows.demo.play import Script, ScriptError, on, play
from workflows.demo.steps import accepted, lead
from workflows.documents import Document
from workflows.people import PostHolding, User, actor_for
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.store import Store, UnitOfWork


@pytest.fixture
def loaded(loaded_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of the loaded city, at the hour of loading."""
    opened = Store.from_url(copy_sqlite(loaded_file, tmp_path), clock=MovingClock(at(LOADED)))
    yield opened
    opened.close()


@pytest.fixture
def work(loaded: Store) -> Iterator[UnitOfWork]:
    """A reading transaction in the loaded city."""
    with loaded.read() as opened:
        yield opened


@pytest.fixture
def city(loaded: Store) -> DemoCity:
    """What loading it again says of the loaded city."""
    return load_demo(loaded)


def cases_by_script(work: UnitOfWork) -> dict[str, Case]:
    """The cases by the name of their script: they were started in the order of their first steps."""
    scripts = sorted(SCRIPTS, key=lambda script: script.steps[0].when.at(work.now))
    started = work.session.scalars(
        select(HistoryEntry.case_id).where(HistoryEntry.kind == "case_started").order_by(HistoryEntry.id)
    ).all()
    assert len(started) == len(SCRIPTS)
    return {script.name: work.session.get_one(Case, case_id) for script, case_id in zip(scripts, started, strict=True)}


def open_tasks(work: UnitOfWork, case: Case) -> list[str]:
    """The open steps of a case."""
    return sorted(
        work.session.scalars(
            select(Task.element_id).where(Task.case_id == case.id, Task.status == TaskStatus.OPEN.value)
        )
    )


def deadline(work: UnitOfWork, case: Case, name: str = "replacement") -> Deadline:
    """The one clock of this name."""
    return work.session.scalars(select(Deadline).where(Deadline.case_id == case.id, Deadline.name == name)).one()


def check_states(work: UnitOfWork) -> None:
    """Every case is where its script says, and nothing stopped on the way."""
    for script in SCRIPTS:
        case = cases_by_script(work)[script.name]
        assert set(script.open) <= set(open_tasks(work, case)), script.name
        if script.ends is None:
            assert case.status == "active", script.name
        else:
            assert case.status == "completed", script.name
            assert script.ends in (case.end_event or "").split(","), script.name
    assert work.session.scalar(select(func.count()).select_from(Incident)) == 0


def test_every_case_is_in_the_state_that_its_script_says(work: UnitOfWork, city: DemoCity) -> None:
    assert city.cases == len(SCRIPTS) >= 12
    check_states(work)


def test_the_cases_are_made_once(city: DemoCity) -> None:
    assert not city.is_new


def test_everybody_who_came_to_hold_a_post_in_the_cases_can_sign_in(work: UnitOfWork) -> None:
    without = select(PostHolding.person_id).where(PostHolding.person_id.not_in(select(User.person_id)))
    assert work.session.scalars(without).all() == []
    assert work.session.scalar(select(func.count()).select_from(User).where(User.username.startswith("new"))) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_cases_come_out_alike_at_any_hour_and_once_there_are_procedures(
    store: Store, clock: MovingClock, hour: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clock.now = at(hour)
    monkeypatch.setenv("GATEPOST_PROCEDURES", str(tmp_path))
    city = load_demo(store)
    assert (city.is_new, city.cases) == (True, 0)
    monkeypatch.delenv("GATEPOST_PROCEDURES")
    assert load_demo(store).cases == len(SCRIPTS)
    with store.read() as work:
        check_states(work)


def test_one_of_the_cast_is_away_and_another_stands_in(city: DemoCity, work: UnitOfWork) -> None:
    user = work.session.scalars(select(User).where(User.username == AWAY[1])).one()
    actor = actor_for(work, user.id)
    assert actor is not None
    assert [each.name for each in actor.stand_ins] == [city.person(AWAY[0]).name]
    assert "inspector" in {each.post_key for each in actor.holdings}


def test_each_of_the_cast_has_an_address_to_which_mail_is_shown(city: DemoCity, work: UnitOfWork) -> None:
    addresses = select(NoticeChoice.mail).where(NoticeChoice.mail != "")
    assert set(work.session.scalars(addresses)) == {f"{person.username}@qinghe.example" for person in city.cast}


def test_no_timer_is_left_for_the_worker_and_nothing_happened_after_loading(work: UnitOfWork) -> None:
    assert due_cases(work) == []
    assert work.session.scalar(select(func.max(HistoryEntry.happened_at))) <= work.now


def test_the_history_of_the_demonstration_proves_itself(work: UnitOfWork) -> None:
    report = verify(work)
    assert report.is_intact
    assert report.entries > 150


def test_the_first_month_that_the_clock_begins_is_still_to_come(work: UnitOfWork) -> None:
    """No month begins of which nobody in the loaded city has worked on anything: the worker would close it at once."""
    (start,) = work.session.scalars(select(ClockStart).where(ClockStart.process_id == "assessment")).all()
    assert start.next_at is not None
    assert start.next_at > work.now


def test_events_of_a_case_stand_in_the_order_of_their_hours(work: UnitOfWork) -> None:
    for case in cases_by_script(work).values():
        hours = work.session.scalars(
            select(HistoryEntry.happened_at).where(HistoryEntry.case_id == case.id).order_by(HistoryEntry.sequence)
        ).all()
        assert list(hours) == sorted(hours), case.title


def test_the_whole_city_lived_in_one_time_and_its_letters_are_numbered_so(work: UnitOfWork) -> None:
    hours = work.session.scalars(
        select(HistoryEntry.happened_at).where(HistoryEntry.case_id.is_not(None)).order_by(HistoryEntry.id)
    ).all()
    assert list(hours) == sorted(hours)
    orders = work.session.scalars(
        select(Document).where(Document.kind == "recall_order").order_by(Document.issued_at)
    ).all()
    numbers = [int(re.findall(r"(\d+)号", order.number)[0]) for order in orders]
    assert len(numbers) >= 10
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_clock_runs_from_service_to_the_end_of_the_seventh_day(work: UnitOfWork) -> None:
    running = deadline(work, cases_by_script(work)["served two days ago"])
    assert to_local(running.started_at).date() == to_local(work.now).date() - timedelta(days=2)
    due = to_local(running.due_at)
    assert (due.date() - to_local(running.started_at).date()).days == 8
    assert (due.hour, due.minute) == (0, 0)


def test_overdue_cases_have_their_letters_and_notices(work: UnitOfWork) -> None:
    cases = cases_by_script(work)
    kinds = {
        name: set(work.session.scalars(select(Notice.kind).where(Notice.case_id == cases[name].id)))
        for name in ("overdue since midnight", "overdue and under supervised handling")
    }
    assert {"reminder", "overdue"} <= kinds["overdue since midnight"]
    assert "supervision" not in kinds["overdue since midnight"]
    assert {"reminder", "overdue", "supervision"} <= kinds["overdue and under supervised handling"]
    assert deadline(work, cases["overdue since midnight"]).is_overdue(work.now)


def test_the_extension_moved_the_clock_by_three_days(work: UnitOfWork) -> None:
    extended = deadline(work, cases_by_script(work)["extended by three days"])
    assert extended.due_at - extended.original_due_at == timedelta(days=3)
    assert not extended.is_overdue(work.now)


def test_a_replacement_in_time_met_its_clock(work: UnitOfWork) -> None:
    case = cases_by_script(work)["two recalled, one sent, closed in time"]
    assert deadline(work, case).status == "met"
    assert deadline(work, case, "arrival").status == "met"


def test_the_supervisor_sees_running_and_overdue_clocks(work: UnitOfWork, city: DemoCity) -> None:
    supervisor = actor_for(work, city.person("supervisor").user_id)
    assert supervisor is not None
    rows = deadline_board(work, supervisor, BoardFilter(name="replacement")).rows
    assert len(rows) >= 8
    assert sum(row.is_overdue(work.now) for row in rows) >= 3
    assert any(row.unit_seconds and row.office_seconds for row in rows)


def test_nobody_of_the_cast_with_work_in_a_recall_finds_an_empty_inbox(work: UnitOfWork, city: DemoCity) -> None:
    with_work = [
        "director", "group.leader", "reviewer.a", "reviewer.b", "investigator", "poverty.investigator", "organisation", "superior",
        "unit.hr", "unit.leader", "unit.secretary", "county", "village",
    ]  # fmt: skip
    empty = []
    for username in with_work:
        actor = actor_for(work, city.person(username).user_id)
        assert actor is not None
        if not inbox(work, actor, "posts").total and not inbox(work, actor, "mine").total:
            empty.append(username)
    assert empty == []
    assert set(with_work) <= {role.username for role in CAST}


def test_a_reviewer_related_to_the_member_under_a_lead_is_refused(work: UnitOfWork, city: DemoCity) -> None:
    case = cases_by_script(work)["fresh trigger"]
    task_id = work.session.scalars(select(Task.id).where(Task.case_id == case.id)).one()
    related, other = (actor_for(work, city.person(name).user_id) for name in ("reviewer.b", "reviewer.a"))
    assert related is not None
    assert other is not None
    refusal = visible_task(work, task_id, related).refusal
    assert refusal is not None
    assert "回避" in refusal.sentence.zh
    assert visible_task(work, task_id, other).may_act


def test_a_script_that_does_not_fit_names_the_step_and_what_is_open(loaded: Store) -> None:
    fresh = SCRIPTS[0]
    wrong = Script(
        "wrong", SCRIPTS[-2].village, [*fresh.steps, fresh.steps[0]._replace(verb="complete", element="decide")]
    )
    with (
        loaded.write() as work,
        pytest.raises(ScriptError, match="wrong: No task decide is open; open are accept_lead"),
    ):
        play(work, wrong)


def test_a_script_whose_steps_go_back_in_time_is_refused(loaded: Store) -> None:
    early = Script("early", SCRIPTS[-2].village, [*lead(on(1, "10:00")), *accepted(on(2, "10:00"))])
    with loaded.write() as work, pytest.raises(ScriptError, match="accept_lead comes before the step ahead of it"):
        play(work, early)
