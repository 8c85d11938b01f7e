"""The families of words of recalls."""

from __future__ import annotations

from tests.architecture.word_families import Family
from workflows.recall.words import (
    AppealOutcome,
    AppealWay,
    ClosedAs,
    Finding,
    HandledBy,
    Leader,
    LeadSource,
    Measure,
    MeasureRule,
    Office,
    Pursuit,
    RectificationKind,
    RectificationStatus,
    Trigger,
)

RECALL = ("workflows/recall/",)
RECALLED = (
    Family("24", "what sets a recall off", Trigger, columns=("recall.trigger",), rooms=RECALL),
    Family("25", "where a lead came from", LeadSource, columns=("recall.source",), rooms=RECALL),
    Family("26", "how a recall was closed", ClosedAs, columns=("recall.closed_as",), rooms=RECALL),
    Family("27", "offices that verify", Office, columns=("recall_verification.office",), rooms=RECALL),
    Family(
        "28",
        "what an office found",
        Finding,
        names=("finding", "conclusion", "station", "poverty", "stated"),
        rooms=RECALL,
    ),
    Family(
        "29",
        "outcomes of appeals",
        AppealOutcome,
        columns=("recall_appeal.outcome", "recall_member_appeal.outcome"),
        names=("appeal_outcome",),
        rooms=RECALL,
    ),
    Family("29a", "how somebody appealed", AppealWay, columns=("recall_member_appeal.way",), rooms=RECALL),
    Family(
        "30",
        "measures",
        Measure,
        columns=("recall_accountability.measure", "recall_accountability.proposed"),
        rooms=RECALL,
    ),
    Family("31", "who takes the measure", HandledBy, columns=("recall_accountability.handled_by",), rooms=RECALL),
    Family("32", "rules of measures", MeasureRule, columns=("recall_accountability.rule",), rooms=RECALL),
    Family("32a", "leaders who answer", Leader, columns=("recall_pursued_leader.leader",), rooms=RECALL),
    Family(
        "32b", "what is proposed against a leader", Pursuit, columns=("recall_pursued_leader.proposal",), rooms=RECALL
    ),
    Family("33", "kinds of rectifications", RectificationKind, columns=("recall_rectification.kind",), rooms=RECALL),
    Family(
        "34", "states of rectifications", RectificationStatus, columns=("recall_rectification.status",), rooms=RECALL
    ),
)
