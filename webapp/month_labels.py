"""The words for the tables of a published month."""

from __future__ import annotations

from flask_babel import LazyString, lazy_gettext

MONTH_LABELS: dict[str, dict[str, LazyString]] = {
    "ranked_by": {
        "units": lazy_gettext("Units"),
        "teams": lazy_gettext("Teams"),
        "members": lazy_gettext("Members"),
        "counties": lazy_gettext("Summary of counties"),
        "lines": lazy_gettext("Lines of points"),
        "attendance": lazy_gettext("Days and nights"),
    },
}
