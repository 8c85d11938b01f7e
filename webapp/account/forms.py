"""Forms for signing in and choosing a language."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Optional

from webapp.i18n import LOCALES
from webapp.labels import LABELS
from workflows.people.words import RelationKind


class SignInForm(FlaskForm):
    """Name and password; `next` is the page asked for before signing in."""

    username = StringField(
        lazy_gettext("User name"),
        [DataRequired(lazy_gettext("Enter your user name.")), Length(max=60)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        lazy_gettext("Password"),
        [DataRequired(lazy_gettext("Enter your password.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class PasswordForm(FlaskForm):
    """The present password, and the new one twice."""

    present = PasswordField(
        lazy_gettext("Present password"),
        [DataRequired(lazy_gettext("Enter your password.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        lazy_gettext("New password"),
        [DataRequired(lazy_gettext("Enter a new password.")), Length(max=200)],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        lazy_gettext("New password once more"),
        [
            DataRequired(lazy_gettext("Enter the new password once more.")),
            EqualTo("new", lazy_gettext("The two new passwords differ.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class LanguageForm(FlaskForm):
    """The language of the pages."""

    locale = SelectField(choices=[SelectChoice(key, name) for key, name in LOCALES.items()])
    next = HiddenField()


class RelativeForm(FlaskForm):
    """Who is a relative, of which kind, and since when."""

    name = StringField(
        lazy_gettext("Name or staff number"),
        [DataRequired(lazy_gettext("Write the full name or the staff number.")), Length(max=80)],
        render_kw={"autocomplete": "off"},
    )
    person = RadioField(lazy_gettext("Which person"), [Optional()], choices=[], validate_choice=False)
    kind = RadioField(
        lazy_gettext("Kind of relation"),
        [InputRequired(lazy_gettext("Choose the kind of relation."))],
        choices=[SelectChoice(kind, LABELS["relation_kind"][kind]) for kind in RelationKind],
    )
    since_on = DateField(lazy_gettext("Since"), [Optional()])


_WHY = lazy_gettext("Write what this was found from, in at least 5 characters.")


class RelationReasonForm(FlaskForm):
    """From what the department found that a declared relation is so, or is not or no longer."""

    reason = StringField(
        lazy_gettext("What was found"), [DataRequired(_WHY), Length(5, 200, _WHY)], render_kw={"autocomplete": "off"}
    )
