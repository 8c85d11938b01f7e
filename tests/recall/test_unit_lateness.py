"""A unit late for ever: whoever was found in time on day ten is asked again when its own time runs out, and before the end."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from tests.clock import at
from tests.recall import steps
from tests.recall.office import Office
from workflows.casework.models import Deadline, EvaluationRecord
from workflows.casework.timers import fire_due
from workflows.casework.transaction import transaction
from workflows.casework.unit_facts import unit_facts
from workflows.casework.verbs.extend import extend_deadline
from workflows.recall.queries import recall_file


def served(office: Office) -> None:
    """A recall served on Monday 2 March 2026 at 09:00: due at the end of the 9th."""
    office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    steps.prepare(office, "W01")
    steps.serve(office)
    steps.interview_and_recall(office)


def rejected(office: Office, number: str) -> None:
    """The unit proposes somebody whom both reviewers turn down."""
    steps.nominate(office, number)
    steps.propose(office, number)
    steps.check_by_phone(office)
    steps.review(office, "a", "wen", 8, "reject")
    steps.review(office, "b", "bao", 9, "reject")


def answered(office: Office) -> None:
    """The superior department decides, interviews, and the unit's rectification is accepted."""
    office.do("decide_accountability", "shang")
    office.do("special_interview", "shang")
    office.do("sign_special", "fen")
    office.do("rectify", "hu")
    office.do("inspect", "zu")


def asked(office: Office) -> list[tuple[str, int]]:
    """The measures on record: rule and the days that it was given for."""
    assert office.case_id is not None
    with office.store.read() as work:
        file = recall_file(work, office.case_id)
        assert file is not None
        return [(row.rule, row.facts["unit_overdue_days"]) for row in file.accountabilities]


def times_d5_was_asked(office: Office) -> int:
    """How often table D5 was evaluated in the case."""
    with office.store.read() as work:
        return (
            work.session.scalar(
                select(func.count()).where(
                    EvaluationRecord.case_id == office.case_id, EvaluationRecord.decision_id == "unit_accountability"
                )
            )
            or 0
        )


def test_a_unit_rejected_on_day_six_extended_and_idle_answers_for_its_own_lateness(office: Office) -> None:
    served(office)
    office.wait_until("2026-03-04 09:00")
    steps.nominate(office, "W11")
    steps.propose(office, "W11")
    steps.check_by_phone(office)
    office.wait_until("2026-03-08 09:00")  # the unit used 2 days, the office 4
    steps.review(office, "a", "wen", 8, "reject")
    steps.review(office, "b", "bao", 9, "reject")
    with office.store.read() as work:
        clock = work.session.scalars(select(Deadline).where(Deadline.name == "replacement")).one()
    with transaction(office.store) as work:
        extend_deadline(work, clock.id, office.actor("dai"), at("2026-03-12 24:00"), "road", "进村公路塌方，抢修三天。")
    # Allowance: 2 March 09:00 to 12 March 24:00, 10 days 15 hours; used up on 17 March at 00:00.
    office.wait_until("2026-03-16 00:00")  # supervised since Saturday, to be answered by the end of this Monday
    assert (office.open_tasks(), times_d5_was_asked(office)) == (["answer", "nominate"], 1)
    office.wait_until("2026-03-17 12:00")
    assert (office.open_tasks(), times_d5_was_asked(office)) == (["nominate"], 1), "exactly its time is not late"
    office.wait_until("2026-03-18 00:00")
    assert office.open_tasks() == ["decide_accountability", "nominate"]
    answered(office)
    assert asked(office) == [("D5.3", 1)]
    rejected(office, "W12")  # returned again, and idle again
    office.wait_until("2026-03-20 12:00")
    assert (office.open_tasks(), times_d5_was_asked(office)) == (["nominate"], 2), "the same stretch is not asked twice"
    office.wait_until("2026-03-21 00:00")
    answered(office)
    assert asked(office) == [("D5.3", 1), ("D5.4", 4)]
    office.wait_until("2026-04-24 09:00")
    steps.replace(office, "W13", "2026-04-25", "2028-04-30")
    steps.arrive(office)
    steps.hand_over(office, "W13")
    assert (office.open_tasks(), times_d5_was_asked(office)) == (["close_case"], 3)
    steps.close(office)


def test_a_unit_late_only_at_the_end_is_asked_before_the_file_is_closed(office: Office) -> None:
    served(office)
    office.wait_until("2026-03-04 09:00")
    steps.nominate(office, "W11")
    steps.propose(office, "W11")
    steps.check_by_phone(office)
    office.wait_until("2026-03-14 09:00")
    steps.review(office, "a", "wen", 8, "reject")
    steps.review(office, "b", "bao", 9, "reject")
    assert times_d5_was_asked(office) == 1, "on day ten, when the office was to blame"
    office.wait_until("2026-03-20 09:00")  # 2 + 6 days of 7 days 15 hours, and no midnight since
    steps.replace(office, "W12", "2026-03-21", "2028-03-31")
    steps.arrive(office)
    steps.hand_over(office, "W12")
    assert office.open_tasks() == ["decide_accountability"]
    answered(office)
    assert office.open_tasks() == ["close_case"]
    assert asked(office) == [("D5.3", 1)]


def test_a_worker_hours_late_on_a_later_day_makes_no_unit_guiltier(office: Office) -> None:
    served(office)
    office.wait_until("2026-03-04 09:00")
    steps.nominate(office, "W11")
    steps.propose(office, "W11")
    steps.check_by_phone(office)
    office.wait_until("2026-03-14 09:00")
    steps.review(office, "a", "wen", 8, "reject")
    steps.review(office, "b", "bao", 9, "reject")
    office.wait_until("2026-03-19 12:00")  # its time runs out on the 20th at 00:00
    office.clock.move_to("2026-03-20 05:00")
    assert office.case_id is not None
    with transaction(office.store) as work:
        assert fire_due(work, office.case_id)
    assert office.open_tasks() == ["nominate"]


def test_a_month_has_the_days_by_which_the_unit_itself_came_to_be_late_in_it(office: Office) -> None:
    """Due at the end of 9 March: 22 days late in March, and the days of April belong to April."""
    served(office)
    office.clock.move_to("2026-04-03 12:00")
    with office.store.read() as work:
        (march,) = unit_facts(work, date(2026, 3, 1), date(2026, 3, 31)).values()
        (april,) = unit_facts(work, date(2026, 4, 1), date(2026, 4, 30)).values()
        assert unit_facts(work, date(2026, 2, 1), date(2026, 2, 28)) == {}
    assert (march.ordered_recalls, march.overdue_days, march.empty_days) == (1, 22, 30)
    assert (april.ordered_recalls, april.overdue_days, april.empty_days) == (0, 3, 3)
