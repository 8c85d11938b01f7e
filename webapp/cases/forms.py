"""Forms of the cases room that no procedure defines."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length


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


class RecuseForm(FlaskForm):
    """Who stands aside, from what, and why. Whoever may order it chooses the person; everybody else means themselves."""

    who = SelectField(
        lazy_gettext("Who stands aside"),
        [InputRequired(lazy_gettext("Choose who stands aside."))],
        choices=[SelectChoice("self", lazy_gettext("I myself"))],
        validate_choice=False,
    )
    scope = RadioField(
        lazy_gettext("From what"),
        [InputRequired(lazy_gettext("Choose the step or the whole case."))],
        choices=[SelectChoice("step", lazy_gettext("this step")), SelectChoice("case", lazy_gettext("the whole case"))],
    )
    reason = TextAreaField(
        lazy_gettext("Reason for the recusal"),
        [
            DataRequired(lazy_gettext("Give a reason of at least 10 characters.")),
            Length(min=10, max=2000, message=lazy_gettext("Give a reason of at least 10 characters.")),
        ],
        render_kw={"rows": 3},
    )
