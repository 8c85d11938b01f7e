"""How notices reach a person beside the page: the address, what goes by which way, and the hours of rest."""

from __future__ import annotations

import os
from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import SIGNED_IN, Again, requires, say
from webapp.account.views import blueprint
from webapp.i18n import current_locale
from workflows.casework.errors import InvalidRequest
from workflows.casework.notice_choices import Chosen, choose, chosen_by
from workflows.casework.words import NoticeKind, NoticeWay
from workflows.jobs.outgoing import Ways, ways_of
from workflows.people import Actor
from workflows.sentence import Sentence
from workflows.settings import SettingError
from workflows.store import UnitOfWork


@blueprint.get("/account/notices")
@requires(SIGNED_IN)
def notice_choices(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """What the person has chosen."""
    return _page(chosen_by(work, actor.person_id))


@blueprint.post("/account/notices")
@requires(SIGNED_IN)
def choose_notices(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Keep what the person chose; the page once more, with every answer kept, where that cannot be meant."""
    before = chosen_by(work, actor.person_id)
    chosen = Chosen(
        mail=request.form.get("mail", "").strip()[:300],
        # A way that the page did not offer keeps what was chosen before.
        without={
            way: frozenset(kind for kind in NoticeKind if f"{way}:{kind}" not in request.form)
            if f"offered:{way}" in request.form
            else before.without.get(way, frozenset())
            for way in NoticeWay
        },
        quiet_from=_hour("quiet_from"),
        quiet_until=_hour("quiet_until"),
    )
    try:
        choose(work, actor, chosen)
    except InvalidRequest as refused:
        raise Again(partial(_again, chosen, refused.sentence)) from None
    say(work, gettext("Saved: this is how notices reach you from now on."))
    return redirect(url_for("account.notice_choices"))


def _again(chosen: Chosen, said: Sentence, _work: UnitOfWork, _actor: Actor) -> str:
    return _page(chosen, said.in_language(current_locale()))


def _hour(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None


def _page(chosen: Chosen, error: str = "") -> str:
    try:
        known = ways_of(os.environ)
    except SettingError:  # the worker says so and does not start
        known = Ways({}, None)
    return render_template(
        "account/notices.html",
        chosen=chosen,
        error=error,
        ways=[way for way in NoticeWay if way in known.senders],
        kinds=list(NoticeKind),
        office_quiet=known.quiet,
    )
