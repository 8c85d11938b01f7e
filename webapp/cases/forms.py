"""Forms of the cases room that no procedure defines."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from webapp.reason_field import reason_field


class CancelForm(FlaskForm):
    """Why a case is broken off."""

    reason = reason_field(lazy_gettext("Reason"))


class RaiseForm(FlaskForm):
    """What whoever sets something going in a case has to say; it stands in the record and is for the diagram to pass on."""

    note = reason_field(lazy_gettext("What is to be said"))


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
    reason = reason_field(lazy_gettext("Reason for the recusal"))
