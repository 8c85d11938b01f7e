"""Forms for signing in and choosing a language."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import UUID, DataRequired, Length

from webapp.i18n import LOCALES


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


class DemoSignInForm(FlaskForm):
    """One click on a person of the demonstration city."""

    user = HiddenField(validators=[DataRequired(), UUID()])
    next = HiddenField()


class LanguageForm(FlaskForm):
    """The language of the pages."""

    locale = SelectField(choices=[SelectChoice(key, name) for key, name in LOCALES.items()])
    next = HiddenField()
