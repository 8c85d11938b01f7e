"""Forms of the cases room that no procedure defines."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length


class CancelForm(FlaskForm):
    """Why a case is broken off."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        [
            DataRequired(lazy_gettext("Give a reason of at least 10 characters.")),
            Length(min=10, max=2000, message=lazy_gettext("Give a reason of at least 10 characters.")),
        ],
        render_kw={"rows": 3},
    )
