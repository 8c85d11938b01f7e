"""The words for results of a month and its tables."""

from __future__ import annotations

from flask_babel import LazyString, lazy_gettext

MONTH_LABELS: dict[str, dict[str, LazyString]] = {
    "grade": {
        "excellent": lazy_gettext("excellent"),
        "good": lazy_gettext("good"),
        "fair": lazy_gettext("fair"),
        "poor": lazy_gettext("poor"),
    },
    "leave_mark": {
        "matched": lazy_gettext("returned in time"),
        "overdue": lazy_gettext("return overdue"),
        "after": lazy_gettext("asked for afterwards"),
    },
    "ranked_by": {
        "units": lazy_gettext("Units"),
        "teams": lazy_gettext("Teams"),
        "members": lazy_gettext("Members"),
        "counties": lazy_gettext("Summary of counties"),
        "lines": lazy_gettext("Lines of points"),
        "attendance": lazy_gettext("Days and nights"),
    },
}
