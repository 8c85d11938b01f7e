"""Forms of the inbox that no procedure defines."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, Length, Optional

from webapp.reason_field import reason_field


class AppointForm(FlaskForm):
    """Who is to do the step, and why."""

    name = StringField(
        lazy_gettext("Name or staff number"),
        [DataRequired(lazy_gettext("Write the full name or the staff number.")), Length(max=80)],
        render_kw={"autocomplete": "off"},
    )
    person = RadioField(lazy_gettext("Which person"), [Optional()], choices=[], validate_choice=False)
    reason = reason_field(lazy_gettext("Reason for the appointment"))
