"""Sign in by one click as a person of the demonstration city, and the list to choose from on the sign-in page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Flask, abort, current_app, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import UUID, DataRequired

from webapp.access import PUBLIC, requires
from webapp.account.views import arrive
from webapp.i18n import current_locale
from webapp.words import SessionKey
from workflows.demo.cast import DemoPerson, demo_people
from workflows.jobs.ways.mail_folder import kept_mails
from workflows.people import Actor, Unit
from workflows.people.accounts import AccountEntry, account_entries, open_account
from workflows.store import UnitOfWork

PAGE = 50
blueprint = Blueprint("demo", __name__, template_folder="templates")


class DemoSignInForm(FlaskForm):
    """One click on a person of the demonstration city."""

    user = HiddenField(validators=[DataRequired(), UUID()])
    next = HiddenField()


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Whom the sign-in page offers to be."""

    groups: list[tuple[str, list[DemoPerson]]]
    who: str  # what was searched for
    found: list[tuple[Unit, list[AccountEntry]]]


def init_demo(app: Flask) -> None:
    """Offer one-click sign-in on this application's sign-in page."""
    app.register_blueprint(blueprint)
    app.extensions["gatepost_demo"] = _people_to_be


def _people_to_be(work: UnitOfWork) -> DemoPeople:
    who, locale = request.args.get("who", "")[:80].strip(), current_locale()
    groups = groupby(demo_people(work), key=lambda person: person.group_label(locale))
    found = groupby(account_entries(work, who) if who else [], key=lambda entry: entry.unit)
    return DemoPeople(
        [(name, list(people)) for name, people in groups], who, [(unit, list(entries)) for unit, entries in found]
    )


@blueprint.get("/sign-in/mails")
@requires(PUBLIC)
def mails(_work: UnitOfWork, _actor: Actor | None) -> str:
    """What would have been sent by e-mail, the newest first."""
    folder = current_app.extensions["gatepost_settings"].mail_folder
    found = kept_mails(folder, before=request.args.get("after", "")[:200], limit=PAGE + 1) if folder is not None else []
    following = {"text": found[PAGE - 1].name} if len(found) > PAGE else None
    return render_template("demo/mails.html", mails=found[:PAGE], following=following)


@blueprint.post("/sign-in/demo")
@requires(PUBLIC)
def sign_in_as_person(work: UnitOfWork, _actor: Actor | None) -> ResponseReturnValue:
    """Sign in as a person of the demonstration city, or as anybody else whom the list finds."""
    form = DemoSignInForm()
    if not form.validate_on_submit():
        abort(403)
    user = open_account(work, uuid.UUID(form.user.data))
    if user is None:
        abort(404)
    # Who reads the list of people in one language wants to go on in it, whatever the invented account was made with.
    session.setdefault(SessionKey.LOCALE, current_locale())
    return arrive(work, user.id, form.next.data)
