"""The demonstration cases: one in every state that a reviewer, a unit or a supervisor may meet."""

from __future__ import annotations

from workflows.demo import steps as s
from workflows.demo.cast import CAST_VILLAGE, RECUSED_VILLAGE
from workflows.demo.places import village_of
from workflows.demo.play import Script, Step, ago, on


def _vetted(days: int) -> list[Step]:
    """Two background calls and two reviews on one day."""
    return [
        *s.called(on(days, "09:20"), "superior", is_from_unit_list=True),
        *s.called(on(days, "10:10"), "subordinate", by="reviewer.b"),
        *s.reviewed("a", on(days, "14:30"), "reviewer.a"),
        *s.reviewed("b", on(days, "15:40"), "reviewer.b"),
    ]


SCRIPTS = (
    Script("fresh trigger", RECUSED_VILLAGE, s.lead(on(1, "16:20"), "T5"), open=("accept_lead",)),
    Script(
        "in verification",
        village_of(7),
        [*s.lead(on(4, "09:50"), "T6"), *s.accepted(on(3, "11:00")), *s.office_visit(on(1, "16:40"), trigger="T6")],
        open=("verify_poverty",),
    ),
    Script(
        "joint report outstanding",
        village_of(5),
        [
            *s.lead(on(6, "15:30"), "T1"),
            *s.accepted(on(5, "10:10")),
            *s.office_visit(on(3, "16:00")),
            *s.poverty_visit(on(2, "16:50")),
        ],
        open=("joint_report",),
    ),
    Script(
        "warned, rectification to be inspected",
        village_of(14),
        [
            *s.lead(on(30, "10:00"), "T4"),
            *s.accepted(on(29, "09:30")),
            *s.office_visit(on(27, "16:00"), trigger="T4"),
            *s.poverty_visit(on(26, "16:00"), trigger="T4"),
            *s.report(on(25, "11:00"), trigger="T4"),
            *s.decided(on(22, "15:00"), "warn"),
            *s.rectified(on(2, "16:30")),
        ],
        open=("inspect_warning",),
    ),
    Script(
        "at decision",
        village_of(11),
        [
            *s.lead(on(8, "10:00"), "T2"),
            *s.accepted(on(7, "09:30")),
            *s.office_visit(on(4, "16:00"), trigger="T2"),
            *s.poverty_visit(on(3, "17:20"), trigger="T2"),
            *s.report(on(1, "15:10"), trigger="T2"),
            s.taken(ago(1), "decide", "director"),
        ],
        open=("decide",),
    ),
    Script(
        "order issued, not served",
        village_of(16),
        [*s.until_order(1)[:-2], *s.ordered(ago(5))],
        open=("acknowledge",),
    ),
    Script(
        "served two days ago",
        village_of(45),
        s.until_service(2),
        open=("interview", "nominate", "unit_recall"),
    ),
    Script(
        "second review outstanding on day 5",
        village_of(20),
        [
            *s.until_service(5),
            *s.interviewed(on(4, "10:00"), on(4, "10:45")),
            *s.until_proposal(5, first=2),
            *s.called(on(2, "09:20"), "peer", is_from_unit_list=True),
            *s.called(on(2, "10:10"), "subordinate", by="reviewer.b"),
            *s.reviewed("a", on(1, "15:30"), "reviewer.a"),
            s.taken(ago(2), "review_b", "reviewer.b"),
        ],
        open=("review_b",),
    ),
    Script(
        "two reviewers far apart",
        village_of(18),
        [
            *s.until_service(4, trigger="T5"),
            *s.interviewed(on(3, "10:00"), on(3, "10:45")),
            *s.until_proposal(4, first=2),
            *s.called(on(1, "09:20"), "superior", is_from_unit_list=True),
            *s.called(on(1, "10:10"), "peer", by="reviewer.b"),
            *s.reviewed("a", on(1, "15:30"), "reviewer.a", score=18),
            *s.reviewed("b", on(1, "16:20"), "reviewer.b", score=13),
        ],
        open=("settle_review",),
    ),
    Script(
        "ready to be dispatched",
        village_of(34),
        [
            *s.until_service(5, trigger="T2"),
            *s.interviewed(on(4, "10:00"), on(4, "10:45")),
            *s.until_proposal(5, first=2),
            *_vetted(2),
            *s.matched(on(1, "10:00"), on(1, "16:00")),
        ],
        open=("sign_dispatch",),
    ),
    Script(
        "rejected on day 6",
        village_of(24),
        [
            *s.until_service(6),
            *s.interviewed(on(5, "10:00"), on(5, "10:45")),
            *s.until_proposal(6, first=2),
            *s.called(on(3, "09:20"), "peer"),
            *s.called(on(3, "10:10"), "subordinate", by="reviewer.b"),
            *s.reviewed("a", on(2, "16:00"), "reviewer.a", "reject", 9),
            *s.reviewed("b", ago(1), "reviewer.b", "reject", 8),
        ],
        open=("nominate",),
    ),
    Script(
        "overdue since midnight",
        village_of(90),
        [*s.until_service(8), *s.recalled(on(7, "11:00")), *s.interviewed(on(6, "10:00"), None)],
        open=("nominate", "sign_interview"),
    ),
    Script(
        "overdue and under supervised handling",
        village_of(32),
        [
            *s.until_service(10, trigger="T6"),
            *s.recalled(on(9, "11:00")),
            *s.interviewed(on(8, "10:00"), on(7, "09:00")),
            *s.nominated(on(3, "17:00")),
        ],
        open=("party_group",),
    ),
    Script(
        "accountability running",
        village_of(36),
        [
            *s.until_service(13, trigger="T2"),
            *s.recalled(on(12, "11:00")),
            *s.interviewed(on(11, "10:00"), on(11, "15:00")),
        ],
        open=("decide_accountability", "nominate"),
    ),
    Script(
        "extended by three days",
        village_of(40),
        [
            *s.until_service(7),
            *s.interviewed(on(6, "10:00"), on(6, "10:45")),
            *s.until_proposal(7, first=3),
            *s.extended(on(1, "17:00")),
        ],
        open=("phone_check",),
    ),
    Script(
        "waiting for the arrival",
        CAST_VILLAGE,
        [
            *s.until_service(5),
            *s.interviewed(on(4, "10:00"), on(4, "10:45")),
            *s.until_proposal(5, first=2),
            *_vetted(2),
            *s.matched(on(1, "10:00"), on(1, "15:00")),
            *s.dispatched(on(1, "17:30")),
        ],
        open=("confirm_arrival", "report_in"),
    ),
    Script(
        "two recalled, one sent, closed in time",
        village_of(13),
        [
            *s.until_service(24),
            *s.interviewed(on(23, "10:00"), on(23, "10:45")),
            *s.until_proposal(24, first=2),
            *_vetted(21),
            *s.matched(on(20, "10:00"), on(20, "16:00")),
            *s.dispatched(on(19, "11:30")),
            *s.arrived(on(18, "12:00")),
            *s.handed_over(on(18, "15:00"), on(18, "16:30"), on(17, "09:00")),
            *s.closed(on(16, "15:00")),
        ],
        people=2,
        ends="replaced",
    ),
    Script(
        "closed as not substantiated",
        village_of(9),
        [
            *s.lead(on(20, "10:00"), "T5"),
            *s.accepted(on(19, "09:30")),
            *s.office_visit(on(17, "16:00"), "unfounded"),
            *s.poverty_visit(on(16, "16:00"), "unfounded"),
            *s.report(on(15, "11:00"), "unfounded"),
        ],
        ends="not_substantiated",
    ),
    Script(
        "no-fault adjustment",
        village_of(12),
        [
            *s.lead(on(8, "10:00"), "T7"),
            *s.accepted_without_fault(on(7, "09:30")),
            *s.decided(on(5, "15:00"), "no_fault"),
            *s.ordered(on(4, "09:00"), s.ILL),
            *s.served(on(4, "10:00")),
            *s.until_proposal(4, first=2),
            *_vetted(1),
        ],
        open=("county_opinion",),
    ),
)
