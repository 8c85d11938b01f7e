"""The forms for extending a deadline, and for saying why one ran over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from webapp.labels import LABELS
from webapp.reason_field import reason_field
from workflows.calendar.day_ends import due_text, end_of_day
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

    # Another day than those offered is refused by the verb, with its sentence.
    due_on = SelectField(
        lazy_gettext("New last day (until 24:00)"),
        [InputRequired(lazy_gettext("Choose a day."))],
        choices=[],
        validate_choice=False,
    )

    @property
    def last_day(self) -> date | None:
        """The day that was chosen; None where nothing was, or what is no day."""
        try:
            return date.fromisoformat(self.due_on.data or "")
        except ValueError:
            return None

    def offer(self, days: Sequence[date]) -> None:
        """Let these days be chosen, each named by the due time that it gives."""
        blank = SelectChoice("", gettext("Choose a day."))
        self.due_on.choices = [blank, *(SelectChoice(day.isoformat(), due_text(end_of_day(day))) for day in days)]
