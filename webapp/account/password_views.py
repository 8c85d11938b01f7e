"""Choosing another password; with a first one, written down by somebody else, nothing opens but this page."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from webapp.access import SIGNED_IN, requires, say, store
from webapp.account.forms import PasswordForm
from webapp.account.views import arrive, blueprint
from webapp.request_log import note_failed_sign_in
from workflows.people import Actor
from workflows.people.accounts import hash_of, open_account
from workflows.people.accounts import sign_in as check_sign_in
from workflows.people.administration import LEAST_PASSWORD
from workflows.people.attempts import attempt_succeeded, begin_attempt
from workflows.people.own_password import change_own_password, problem_of
from workflows.store import UnitOfWork

_REFUSED = {
    "short": lazy_gettext("The new password needs at least %(least)s characters.", least=LEAST_PASSWORD),
    "same": lazy_gettext("Choose another password than the present one."),
    "username": lazy_gettext("Leave your user name out of the password."),
}


@blueprint.get("/account/password")
@requires(SIGNED_IN, opens_before_change=True)
def password(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The form for another password."""
    return _page(actor, PasswordForm())


@blueprint.post("/account/password")
@requires(SIGNED_IN, is_reading=True, opens_before_change=True)
def change_password(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Check the present password and set the new one; this browser goes on in a new session, all others are signed out.

    Checking and hashing take long on purpose, so they happen between two short transactions.
    """
    form = PasswordForm()
    user = open_account(work, actor.user_id)
    if not form.validate_on_submit() or user is None:
        return _page(actor, form), 422
    present, new = form.present.data or "", form.new.data or ""
    problem = problem_of(new, username=user.username, present=present)
    if problem is not None:
        form.new.errors = [str(_REFUSED[problem])]
        return _page(actor, form), 422
    with store().write() as counting:
        attempt = begin_attempt(counting, user.username, request.remote_addr or "")
    if attempt is None:
        note_failed_sign_in(request.remote_addr or "", is_refused=True)
        form.present.errors = [gettext("Too many attempts failed. Wait 15 minutes, then try again.")]
        return _page(actor, form), 429
    checked = check_sign_in(work, user.username, present)
    if checked is None:
        note_failed_sign_in(request.remote_addr or "", is_refused=False)
        form.present.errors = [gettext("This is not your present password.")]
        return _page(actor, form), 422
    new_hash = hash_of(new)
    with store().write() as changing:
        attempt_succeeded(changing, attempt)
        changed = change_own_password(changing, user.id, new_hash, was=checked.password_hash)
        if changed is not None:
            say(changing, gettext("Your password is changed. All other browsers are signed out."))
            return arrive(changing, user.id, None)
    form.present.errors = [gettext("Your password was changed elsewhere meanwhile. Sign in again.")]
    return _page(actor, form), 422


def _page(actor: Actor, form: PasswordForm) -> str:
    return render_template(
        "account/password.html", form=form, is_first=actor.must_change_password, least=LEAST_PASSWORD
    )
