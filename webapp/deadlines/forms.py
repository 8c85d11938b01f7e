"""The forms for extending a deadline, and for saying why one ran over."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from webapp.labels import LABELS
from webapp.reason_field import reason_field
from workflows.casework.words import ExtensionReason


class ReasonForm(FlaskForm):
    """Why a clock ran over."""

    reason_code = RadioField(
        lazy_gettext("Reason"),
        [InputRequired(lazy_gettext("Choose a reason."))],
        choices=[SelectChoice(code, LABELS["extension_reason"][code]) for code in ExtensionReason],
    )
    reason = reason_field(lazy_gettext("Explanation"))


class ExtendForm(ReasonForm):
    """The last day of the extended deadline, which ends at 24:00, and why."""

    due_on = DateField(
        lazy_gettext("New last day (until 24:00)"), [InputRequired(lazy_gettext("Give a date as year-month-day."))]
    )
