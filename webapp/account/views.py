"""Sign in, sign out, choose a language."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, refresh

from webapp.access import PUBLIC, SIGNED_IN, requires, say, store
from webapp.account.forms import LanguageForm, SignInForm
from webapp.frame import home_endpoint
from webapp.request_log import note_failed_sign_in
from webapp.session import close_session, open_session
from webapp.words import SessionKey
from workflows.people import Actor, actor_for
from workflows.people.accounts import choose_locale, open_account, renew_hash
from workflows.people.accounts import sign_in as check_sign_in
from workflows.people.attempts import attempt_succeeded, begin_attempt
from workflows.people.sessions import end_sessions
from workflows.store import UnitOfWork

blueprint = Blueprint("account", __name__, template_folder="templates")


@blueprint.get("/sign-in")
@requires(PUBLIC)
def sign_in(work: UnitOfWork, actor: Actor | None) -> ResponseReturnValue:
    """The sign-in page; somebody signed in already goes on to the page asked for."""
    if actor is not None:
        return redirect(_safe_target(request.args.get("next") or url_for(home_endpoint(actor))))
    return _page(work, SignInForm(next=request.args.get("next", "")))


@blueprint.post("/sign-in")
@requires(PUBLIC, is_reading=True)
def sign_in_with_password(work: UnitOfWork, _actor: Actor | None) -> ResponseReturnValue:
    """Check name and password. The answer to a wrong password, an unknown name and a closed account is the same.

    Checking a password takes long on purpose, so it happens between two short transactions and holds up no writer.
    """
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(work, form), 422
    name, password = (form.username.data or "").strip(), form.password.data or ""
    with store().write() as counting:
        attempt = begin_attempt(counting, name, request.remote_addr or "")
    if attempt is None:
        note_failed_sign_in(request.remote_addr or "", is_refused=True)
        form.password.errors = [gettext("Too many attempts failed. Wait 15 minutes, then try again.")]
        return _page(work, form), 429
    user = check_sign_in(work, name, password)
    if user is None:
        note_failed_sign_in(request.remote_addr or "", is_refused=False)
        form.password.errors = [gettext("User name and password do not belong together.")]
        return _page(work, form), 422
    with store().write() as opening:
        attempt_succeeded(opening, attempt)
        return arrive(opening, user.id, form.next.data, password=password)


@blueprint.post("/sign-out")
@requires(PUBLIC)
def sign_out(work: UnitOfWork, _actor: Actor | None) -> ResponseReturnValue:
    """End the session of this browser."""
    close_session(work)
    say(work, gettext("You are signed out."))
    return redirect(url_for("account.sign_in"))


@blueprint.post("/sign-out/everywhere")
@requires(SIGNED_IN)
def sign_out_everywhere(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """End every session of the account, in all browsers."""
    end_sessions(work, actor.user_id)
    close_session(work)
    say(work, gettext("You are signed out in all browsers."))
    return redirect(url_for("account.sign_in"))


@blueprint.post("/language")
@requires(PUBLIC)
def language(work: UnitOfWork, actor: Actor | None) -> ResponseReturnValue:
    """Choose the language; the account remembers it."""
    form = LanguageForm()
    if not form.validate_on_submit():
        abort(400)
    session[SessionKey.LOCALE] = form.locale.data
    refresh()
    if actor is not None:
        choose_locale(work, actor.user_id, form.locale.data)
    return redirect(_safe_target(form.next.data))


def _page(work: UnitOfWork, form: SignInForm) -> str:
    # Only where the server runs as a demonstration does anything answer here (webapp/demo).
    demo = current_app.extensions.get("gatepost_demo")
    return render_template("account/sign_in.html", form=form, demo=demo(work) if demo is not None else None)


def arrive(work: UnitOfWork, user_id: uuid.UUID, target: str | None, *, password: str = "") -> ResponseReturnValue:
    """Open a session for somebody who has shown who they are, and lead them to the page they asked for."""
    user = open_account(work, user_id)
    if user is None:  # closed in this very moment
        abort(403)
    if password:
        renew_hash(user, password)
    open_session(work, user)
    g.arrived = user.person_id  # for the access log: the request began with nobody signed in
    actor = actor_for(work, user.id)
    return redirect(_safe_target(target or (url_for(home_endpoint(actor)) if actor is not None else None)))


def _safe_target(target: str | None) -> str:
    """Only a path of this site: an address elsewhere would make the sign-in page a bridge for phishing."""
    text = target or ""
    is_path = text.startswith("/") and not text.startswith("//") and len(text) <= 2000
    if not is_path or "\\" in text or not text.isprintable():
        return url_for("inbox.index")
    # What a page says of itself leaves out the path below which the site lies (PREFIX); an address of ours has it already.
    root = request.script_root
    return text if not root or text == root or text.startswith(f"{root}/") else root + text
