"""Cases that the clock starts: one for each due time, late ones as the diagram says, a failure that stops nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.clock_office import MONTHLY, files, look, office, publish_report, rows, start_event, titles
from tests.casework.world import World, build_world
from tests.clock import MovingClock
from workflows.casework.clock_starts import clock_starts, start_again, start_due
from workflows.casework.errors import AlreadyDone, InvalidRequest, NotAllowed
from workflows.casework.models import Case, Notice
from workflows.casework.publishing import publish_folders
from workflows.casework.transaction import transaction
from workflows.jobs import duties
from workflows.procedure import ProcedureError, read_files
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.store import Store

FEBRUARY, MARCH, APRIL, MAY = ("月报 2026-02-01", "月报 2026-03-01", "月报 2026-04-01", "月报 2026-05-01")


@pytest.fixture
def world(store: Store, clock: MovingClock) -> World:
    """The office on a day in February."""
    clock.now = clock.now.replace(year=2026, month=2, day=10)
    return build_world(store)


def told(store: Store) -> list[str]:
    """The notices to the administrators."""
    with store.read() as work:
        return list(
            work.session.scalars(
                select(Notice.text_en).where(Notice.post_key == "administrator").order_by(Notice.created_at)
            )
        )


def is_intact(store: Store) -> bool:
    with store.read() as work:
        return verify(work).is_intact


def test_the_clock_starts_one_case_for_each_due_time(world: World, store: Store, clock: MovingClock) -> None:
    publish_report(store)
    assert office(rows(store)[0].next_at) == "2026-03-01 00:30"
    clock.move_to("2026-03-01 00:29")
    assert look(store) == 0
    clock.move_to("2026-03-01 00:30")
    assert look(store) == 1
    assert look(store) == 0, "the due time is worked off"
    with store.read() as work:
        case = work.session.scalars(select(Case)).one()
        assert (case.title, case.started_by_id) == (FEBRUARY, None)
        assert case.unit is not None
        assert case.unit.code == "CITY"
        begun = work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "case_started")).one()
        assert '"monthly"' in begun.data
        assert begun.actor_id is None
    (row,) = rows(store)
    assert (office(row.last_due_at), office(row.next_at)) == ("2026-03-01 00:30", "2026-04-01 00:30")
    assert (row.last_case_id, row.is_failed) == (case.id, False)
    assert is_intact(store)


@pytest.mark.parametrize(
    ("catch_up", "started", "passed_over"), [("each", [FEBRUARY, MARCH, APRIL], 0), ("latest", [APRIL], 2)]
)
def test_missed_due_times_start_each_or_the_latest_only(
    world: World, store: Store, clock: MovingClock, catch_up: str, started: list[str], passed_over: int
) -> None:
    publish_report(store, start_event(catch_up=catch_up))
    clock.move_to("2026-05-02 09:00")
    assert look(store) == len(started)
    assert titles(store) == started
    (row,) = rows(store)
    assert (office(row.last_due_at), office(row.next_at)) == ("2026-05-01 00:30", "2026-06-01 00:30")
    assert row.passed_over == passed_over
    assert [("2 due times went by" in text) for text in told(store)] == [True] * (passed_over > 0)
    assert is_intact(store)


def test_another_worker_that_comes_second_starts_nothing(world: World, store: Store, clock: MovingClock) -> None:
    publish_report(store)
    clock.move_to("2026-03-01 08:00")
    (due,) = duties.due_clock_starts(store)
    assert duties.start_by_clock(store, due)
    assert not duties.start_by_clock(store, due), "found before the first worker had committed"
    assert titles(store) == [FEBRUARY]


def test_while_the_clock_is_not_believed_nothing_starts(world: World, store: Store, clock: MovingClock) -> None:
    publish_report(store)
    clock.move_to("2026-03-01 08:00")
    assert duties.work_off(store, may_fire=False) == 0
    assert duties.work_off(store) == 1
    assert titles(store) == [FEBRUARY]


def test_a_date_starts_one_case_and_no_other(world: World, store: Store, clock: MovingClock) -> None:
    publish_report(store, start_event("2026-03-09T08:00:00", catch_up="", kind="timeDate"))
    clock.move_to("2027-01-01 00:00")
    assert look(store) == 1
    assert titles(store) == [FEBRUARY.replace("-01", "-09")]
    assert rows(store)[0].next_at is None


def test_a_cycle_starts_as_often_as_it_says(world: World, store: Store, clock: MovingClock) -> None:
    publish_report(store, start_event("R2/2026-03-01T00:30:00/P1M"))
    clock.move_to("2027-01-01 00:00")
    look(store)
    assert titles(store) == [FEBRUARY, MARCH]


def test_feel_is_worked_out_in_the_office_s_zone(world: World, store: Store, clock: MovingClock) -> None:
    text = "= &quot;R/&quot; + string(today() + duration(&quot;P1D&quot;)) + &quot;T07:30:00/P1D&quot;"
    publish_report(store, start_event(text))
    assert office(rows(store)[0].next_at) == "2026-02-11 07:30"
    clock.move_to("2026-02-13 07:30")
    assert look(store) == 3, "now() stays the moment of publication"
    assert office(rows(store)[0].next_at) == "2026-02-14 07:30"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("= now() - duration(&quot;P1D&quot;)", "lies in the past"),
        ("= &quot;R/2026-03-01T00:30:00/PT5M&quot;", "less than an hour apart"),
        ("= &quot;R/P1M&quot;", "does not say when it starts for the first time"),
        ("= &quot;soon&quot;", "no ISO 8601"),
        ("= 1 + &quot;a&quot;", "no ISO 8601"),
    ],
)
def test_a_timer_that_gives_no_due_time_is_not_published(world: World, store: Store, text: str, said: str) -> None:
    kind = "timeCycle" if "R/" in text else "timeDate"
    with pytest.raises(InvalidRequest, match=said):
        publish_report(store, start_event(text, kind=kind))
    assert rows(store) == []


def test_a_folder_whose_timer_gives_no_due_time_keeps_the_others_back(
    world: World, store: Store, tmp_path: Path
) -> None:
    text = "= string(now() - duration(&quot;P1D&quot;))"
    for process, start in (("a_report", start_event()), ("b_report", start_event(text, "", "timeDate"))):
        (tmp_path / process).mkdir()
        for name, data in files(start, process=process).items():
            (tmp_path / process / name).write_bytes(data)
    with transaction(store) as work:
        published, problems = publish_folders(work, [tmp_path / "a_report", tmp_path / "b_report"])
    assert published == []
    assert [(path.name, found.code) for path, found in problems if found.severity == "error"] == [
        ("b_report", "clock_wrong")
    ]
    assert rows(store) == []


def test_a_new_version_takes_the_schedule_over(world: World, store: Store, clock: MovingClock) -> None:
    publish_report(store)
    clock.move_to("2026-04-02 09:00")
    assert publish_report(store, start_event() + "<!-- redrawn -->").number == 2
    assert len(rows(store)) == 1
    look(store)
    with store.read() as work:
        started = work.session.scalars(select(Case).order_by(Case.title)).all()
        assert [case.title for case in started] == [FEBRUARY, MARCH], "what the first version owed is started"
        assert {case.procedure_version.number for case in started} == {2}
    clock.move_to("2026-04-20 09:00")
    publish_report(store, start_event("R/2026-03-05T06:00:00/P1M"))
    assert [office(row.next_at) for row in rows(store)] == ["2026-05-05 06:00"], "what went by before is none of its"
    assert office(rows(store)[0].last_due_at) == "2026-04-01 00:30"
    assert is_intact(store)


def test_what_a_time_drawn_before_owes_is_started_and_nothing_twice(
    world: World, store: Store, clock: MovingClock
) -> None:
    publish_report(store)
    clock.move_to("2026-04-02 09:00")
    publish_report(store, start_event("R/2026-03-02T06:00:00/P1M"))
    clock.move_to("2026-04-03 09:00")
    look(store)
    assert titles(store) == [FEBRUARY, MARCH]
    (row,) = rows(store)
    assert (office(row.last_due_at), office(row.next_at)) == ("2026-04-01 00:30", "2026-05-02 06:00")
    assert is_intact(store)


def test_a_start_that_is_drawn_no_more_starts_nothing(world: World, store: Store, clock: MovingClock) -> None:
    publish_report(store, start_event(), start_event("R/2026-03-08T00:30:00/P1M", id="again"))
    clock.move_to("2026-03-20 09:00")
    publish_report(store, start_event("R/2026-03-08T00:30:00/P1M", id="again"))
    look(store)
    assert titles(store) == ["月报 2026-02-08"]
    assert [row.element_id for row in rows(store)] == ["again"]


def test_a_start_that_fails_is_told_once_and_stops_no_other(world: World, store: Store, clock: MovingClock) -> None:
    broken = start_event(month="= 1 + &quot;a&quot;")
    publish_report(store, broken.replace("= 1", "= assert(null, false, &quot;x&quot;)"), process="a_broken")
    publish_report(store)
    clock.move_to("2026-03-01 08:00")
    assert look(store) == 2
    assert look(store) == 0, "not tried again"
    assert titles(store) == [FEBRUARY]
    failed, fine = rows(store)
    assert (failed.is_failed, fine.is_failed) == (True, False)
    assert (failed.last_case_id, office(failed.next_at)) == (None, "2026-04-01 00:30")
    (text,) = told(store)
    assert text.startswith("The clock could not start a_broken at monthly: ")
    with store.read() as work:
        entry = work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "start_failed")).one()
        assert '"a_broken"' in entry.data
    assert is_intact(store)


def test_a_start_that_failed_is_made_up_for_by_the_administrator(
    world: World, store: Store, clock: MovingClock
) -> None:
    publish_report(store, start_event(month="= assert(null, false, &quot;x&quot;)"))
    clock.move_to("2026-03-01 08:00")
    look(store)
    (row,) = rows(store)
    clock.move_to("2026-03-03 08:00")
    publish_report(store)
    with pytest.raises(NotAllowed), transaction(store) as work:
        start_again(work, row.id, world.actor("wen"))
    with transaction(store) as work:
        start_again(work, row.id, world.actor("adm"))
    assert titles(store) == [FEBRUARY], "for the due time that had failed"
    with pytest.raises(AlreadyDone), transaction(store) as work:
        start_again(work, row.id, world.actor("adm"))
    assert is_intact(store)


def test_a_fault_of_the_program_is_told_and_not_tried_for_ever(
    world: World, store: Store, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_report(store)
    clock.move_to("2026-03-01 08:00")

    def fault(*_arguments: object, **_given: object) -> None:
        raise ZeroDivisionError("a mistake of the program")

    with monkeypatch.context() as patched:
        patched.setattr("workflows.casework.clock_starts.start_case", fault)
        assert look(store) == 1
    assert look(store) == 0
    assert "The program failed (ZeroDivisionError" in told(store)[0]
    assert office(rows(store)[0].next_at) == "2026-04-01 00:30"


def test_a_version_that_only_a_newer_program_reads_is_left_to_it(
    world: World, store: Store, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_report(store)
    clock.move_to("2026-03-01 08:00")
    with monkeypatch.context() as patched:
        patched.setattr("workflows.casework.catalogue.is_readable", lambda *_: False)
        assert look(store) == 0
        with transaction(store) as work:
            assert not start_due(work, rows(store)[0].id)
    assert look(store) == 1


def test_only_administrators_read_the_schedule(world: World, store: Store) -> None:
    publish_report(store)
    with store.read() as work:
        assert [view.name for view in clock_starts(work, world.actor("adm"))] == ["月报"]
        with pytest.raises(NotAllowed):
            clock_starts(work, world.actor("dai"))


def test_a_timer_that_is_no_text_of_time_is_refused_while_reading() -> None:
    with pytest.raises(ProcedureError):
        read_files("monthly_report", files(start_event("").replace("timeCycle", "timeDate")))
    assert MONTHLY.startswith("R/")
