"""The field in which a page asks for a reason: the least length and its sentence are the office's (casework/reasons.py)."""

from __future__ import annotations

from typing import Any

from flask_babel import LazyString
from wtforms import Field, Form, TextAreaField
from wtforms.validators import Length, ValidationError

from webapp.i18n import current_locale
from workflows.casework.reasons import LEAST_REASON, MOST_REASON, TOO_SHORT
from workflows.unseen import seen


class _ProperReason:
    """Refuses a reason that is too short to say anything; the browser is told of it too."""

    field_flags = {"required": True, "minlength": LEAST_REASON}

    def __call__(self, form: Form, field: Field) -> None:
        if len(seen(field.data or "")) < LEAST_REASON:
            raise ValidationError(TOO_SHORT.in_language(current_locale()))


def reason_field(label: LazyString) -> Any:
    """A text area for a reason, under the label that says of what."""
    return TextAreaField(label, [_ProperReason(), Length(max=MOST_REASON)], render_kw={"rows": 3})
