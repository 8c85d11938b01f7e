"""The families of words of the monthly assessment."""

from __future__ import annotations

from tests.architecture.word_families import Family
from workflows.assessment.words import (
    AppealLevel,
    AppealState,
    Consequence,
    DiaryFinding,
    FindingCounts,
    FindingState,
    Grade,
    Heard,
    LeaveMark,
    MonthState,
    NightDecision,
    PeerGroup,
    PointOutcome,
)
from workflows.people.words import LeaveEffect

ASSESSMENT = ("workflows/assessment/",)
APPEAL_GRADES = ("assessment_appeal.before_grade", "assessment_appeal.after_grade")
ASSESSED = (
    Family("34a", "states of members' months", MonthState, columns=("member_month.state",), rooms=ASSESSMENT),
    Family("34h", "marks of a month's leave", LeaveMark, rooms=ASSESSMENT),
    Family("34i", "what leave does to a month", LeaveEffect, columns=("leave_record.effect",), rooms=ASSESSMENT),
    Family("34b", "what is decided about nights", NightDecision, rooms=ASSESSMENT),
    Family("34c", "what a line is given", PointOutcome, rooms=ASSESSMENT),
    Family("34d", "grades", Grade, columns=("member_result.grade", *APPEAL_GRADES), rooms=ASSESSMENT),
    Family("34e", "what members said", Heard, columns=("member_result.heard",), rooms=ASSESSMENT),
    Family("34l", "what follows on a month", Consequence, columns=("member_result.consequence",), rooms=ASSESSMENT),
    Family("34f", "states of appeals", AppealState, columns=("assessment_appeal.state",), rooms=ASSESSMENT),
    Family(
        "34j",
        "whom a team or a unit is compared with",
        PeerGroup,
        columns=("joint_result.peer_group",),
        rooms=ASSESSMENT,
    ),
    Family("34k", "what is found of diaries", DiaryFinding, columns=("diary_check.finding",), rooms=ASSESSMENT),
    Family("34m", "what became of findings", FindingState, columns=("inspection_finding.state",), rooms=ASSESSMENT),
    Family(
        "34n",
        "what a finding counts as",
        FindingCounts,
        columns=("inspection_finding.counts_as",),
        rooms=ASSESSMENT,
    ),
    Family("34g", "levels of appeals", AppealLevel, columns=("assessment_appeal.level",), rooms=ASSESSMENT),
)
