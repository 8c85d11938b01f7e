"""The words for enumerations of casework, by family and value; procedures bring their own texts."""

from __future__ import annotations

from flask_babel import LazyString, lazy_gettext

LABELS: dict[str, dict[str, LazyString]] = {
    "case_status": {
        "active": lazy_gettext("running"),
        "incident": lazy_gettext("stopped by an error"),
        "completed": lazy_gettext("completed"),
        "cancelled": lazy_gettext("cancelled"),
    },
    "part_state": {
        "working": lazy_gettext("being worked on"),
        "reported": lazy_gettext("reported"),
        "answered": lazy_gettext("answered by the round"),
        "ended": lazy_gettext("ended"),
        "cancelled": lazy_gettext("cancelled"),
    },
    "task_status": {
        "open": lazy_gettext("open"),
        "completed": lazy_gettext("completed"),
        "cancelled": lazy_gettext("withdrawn"),
    },
    "deadline_status": {
        "running": lazy_gettext("running"),
        "met": lazy_gettext("met in time"),
        "missed": lazy_gettext("met late"),
        "cancelled": lazy_gettext("cancelled"),
    },
    "side": {"unit": lazy_gettext("unit time"), "office": lazy_gettext("office time")},
    "extension_reason": {
        "disaster": lazy_gettext("natural disaster"),
        "epidemic": lazy_gettext("epidemic"),
        "road": lazy_gettext("road closed"),
        "reorganisation": lazy_gettext("unit reorganised"),
    },
    "service_mode": {"read": lazy_gettext("receipt signed"), "deemed": lazy_gettext("deemed served")},
    "history": {
        "case_started": lazy_gettext("Case started"),
        "task_claimed": lazy_gettext("Claimed"),
        "task_released": lazy_gettext("Released to the post"),
        "attempt_refused": lazy_gettext("Refused attempt"),
        "recused": lazy_gettext("Recusal"),
        "task_appointed": lazy_gettext("Appointed by name"),
        "task_unheld": lazy_gettext("Nobody holds the post"),
        "task_completed": lazy_gettext("Completed"),
        "timer_fired": lazy_gettext("Time reached"),
        "message_received": lazy_gettext("Message received"),
        "signal_received": lazy_gettext("Signal received"),
        "deadline_extended": lazy_gettext("Deadline extended"),
        "overdue_explained": lazy_gettext("Lateness explained"),
        "case_cancelled": lazy_gettext("Case cancelled"),
        "incident_raised": lazy_gettext("Stopped by an error"),
        "incident_retried": lazy_gettext("Tried again after an error"),
        "wait_ended": lazy_gettext("Goes on with the newer program"),
        "record_changed": lazy_gettext("Records of the case changed"),
        "restated": lazy_gettext("Record anchored and told anew"),
        "erased": lazy_gettext("Values erased by rule"),
        "chains_left": lazy_gettext("Chains left behind"),
        "procedure_published": lazy_gettext("Procedure published"),
        "start_failed": lazy_gettext("A case could not be started"),
        "clock_confirmed": lazy_gettext("Clock of the machine confirmed"),
        "unit_added": lazy_gettext("Unit added"),
        "account_added": lazy_gettext("Account added"),
        "account_changed": lazy_gettext("Account changed"),
        "relation_declared": lazy_gettext("Relative declared"),
        "relation_confirmed": lazy_gettext("Relation confirmed"),
        "relation_denied": lazy_gettext("Relation denied"),
        "relation_ended": lazy_gettext("Relation ended"),
        "registers_taken": lazy_gettext("Registers taken"),
        "passwords_issued": lazy_gettext("First passwords handed out"),
        "setting_prepared": lazy_gettext("Change of a setting prepared"),
        "setting_decided": lazy_gettext("Setting changed"),
        "setting_refused": lazy_gettext("Change of a setting refused"),
        "calendar_prepared": lazy_gettext("Plan of a year entered"),
        "calendar_decided": lazy_gettext("Plan of a year confirmed"),
        "calendar_refused": lazy_gettext("Plan of a year refused"),
        "calendar_changed": lazy_gettext("Counts by the new holidays"),
    },
    "move_kind": {
        "deadline": lazy_gettext("deadline"),
        "task": lazy_gettext("due date of the step"),
        "timer": lazy_gettext("timer"),
    },
    "plan_state": {
        "prepared": lazy_gettext("to be confirmed"),
        "decided": lazy_gettext("confirmed"),
        "refused": lazy_gettext("refused"),
    },
    "plan_day": {
        "holiday": lazy_gettext("day off"),
        "make_up_workday": lazy_gettext("make-up workday"),
    },
    "setting_group": {
        "recall": lazy_gettext("Recall and replacement"),
        "selection": lazy_gettext("Selection"),
        "office": lazy_gettext("The whole office"),
    },
    "setting_state": {
        "shipped": lazy_gettext("as shipped"),
        "prepared": lazy_gettext("to be decided"),
        "decided": lazy_gettext("decided"),
        "refused": lazy_gettext("refused"),
    },
    "setting_unit": {
        "days": lazy_gettext("days"),
        "working_days": lazy_gettext("working days"),
        "hours": lazy_gettext("hours"),
        "months": lazy_gettext("months"),
        "years": lazy_gettext("years"),
        "points": lazy_gettext("points"),
        "people": lazy_gettext("people"),
        "times": lazy_gettext("times"),
        "metres": lazy_gettext("metres"),
        "characters": lazy_gettext("characters"),
        "clock_hour": lazy_gettext("o’clock"),
        "share": lazy_gettext("share"),
    },
    "relation_kind": {
        "spouse": lazy_gettext("spouse"),
        "direct": lazy_gettext("direct blood relative"),
        "collateral": lazy_gettext("collateral blood relative within three generations"),
        "affinity": lazy_gettext("near relative by marriage"),
        "other": lazy_gettext("other close relation"),
    },
    "value_kind": {
        "string": lazy_gettext("text"),
        "number": lazy_gettext("number"),
        "true": lazy_gettext("yes"),
        "false": lazy_gettext("no"),
        "null": lazy_gettext("nothing"),
        "structure": lazy_gettext("list or data set"),
    },
    "inbox_view": {
        "mine": lazy_gettext("Mine"),
        "posts": lazy_gettext("My posts"),
        "done": lazy_gettext("Done"),
        "started": lazy_gettext("Started by me"),
    },
}

STATUS_ICONS = {
    "active": "play-circle",
    "running": "play-circle",
    "open": "circle",
    "incident": "exclamation-octagon",
    "completed": "check-circle",
    "met": "check-circle",
    "missed": "exclamation-triangle",
    "cancelled": "slash-circle",
}


def history_label(kind: str) -> str:
    """The words for a kind of history entry; an unknown kind shows its own name rather than nothing."""
    found = LABELS["history"].get(kind)
    return str(found) if found is not None else kind.replace("_", " ")
