"""FEEL's `deadline(name)` tells when a running clock is due, wherever in the case it is asked, and follows an extension."""

from datetime import datetime

from tests.engine.models import DATE, boundary, call, end, procedure, start, sub_process, timer, user
from tests.engine.play import Play

CLOCK = (("deadline", "= due"), ("deadline_name", "week"))
EIGHTH, NINTH = "2026-03-08T09:00:00+08:00", "2026-03-09T09:00:00+08:00"


def reminded(task: str, event: str) -> tuple:
    """A task with a reminder an hour before the week is over."""
    due = timer('= deadline("week") - duration("PT1H")', DATE)
    return user(task), boundary(event, task, due, interrupting=False)


def test_a_timer_in_a_called_procedure_follows_the_clock_of_its_caller():
    called = procedure(
        start(),
        *reminded("work", "reminder"),
        end("told"),
        end(),
        paths="start work end; reminder told",
        process_id="called",
    )
    inside = sub_process("recall", start("s"), call("select", "called"), end("e"), paths="s select e", properties=CLOCK)
    case = Play(procedure(start(), inside, end(), paths="start recall end"), {"due": EIGHTH}, called=(called,))
    assert case.due["reminder"] == datetime.fromisoformat("2026-03-08T08:00:00+08:00")
    case.act(lambda run: run.set_variables({"due": NINTH}))
    assert case.due["reminder"] == datetime.fromisoformat("2026-03-09T08:00:00+08:00")
    [token] = case.ids("work")
    assert case.run.evaluate(token, '= deadline("week")') == NINTH
    assert case.run.visible(token)["due"] == EIGHTH  # the copy stays what it was


def test_the_nearest_clock_around_goes_before_another_of_the_same_name():
    near = sub_process("near", start("s"), user("inner"), end("e"), paths="s inner e", properties=(CLOCK[0], CLOCK[1]))
    far = user("far", properties=(("deadline", "= later"), ("deadline_name", "week")))
    parts = procedure(start(), far, near, end("one"), end("two"), paths="start far one; start near two")
    case = Play(parts, {"due": EIGHTH, "later": NINTH})
    asked = {task: case.run.evaluate(case.ids(task)[0], '= deadline("week")') for task in ("inner", "far")}
    assert asked == {"inner": EIGHTH, "far": NINTH}


def test_a_clock_counts_from_its_start_whenever_it_is_asked():
    clock = (("deadline", '= now() + duration("P2D")'),)
    case = Play(procedure(start(), user("work", properties=clock), end(), paths="start work end"))
    case.later(hours=5)
    [token] = case.ids("work")
    assert case.run.evaluate(token, '= string(deadline("work"))').startswith("2026-03-04T09:00:00")


def test_what_does_not_run_is_null_and_a_deadline_cannot_be_counted_from_itself():
    clock = (("deadline", '= if deadline("work") = null then due else now()'),)
    case = Play(procedure(start(), user("work", properties=clock), end(), paths="start work end"), {"due": EIGHTH})
    [token] = case.ids("work")
    assert case.run.evaluate(token, '= deadline("other")') is None
    assert case.run.evaluate(token, '= deadline("work")') == EIGHTH


def test_the_bare_name_is_a_variable():
    case = Play(procedure(start(), user("work"), end(), paths="start work end"))
    assert case.run.evaluate(None, "= deadline") is None
    case.act(lambda run: run.set_variables({"deadline": EIGHTH}))
    assert case.run.evaluate(None, "= deadline") == EIGHTH
