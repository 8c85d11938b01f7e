"""Declaring relatives (亲属申报): each person for themselves; who is named says whether it is so.

The organisation department reads what was declared, confirms and ends it; nobody else does.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms.fields.choices import SelectChoice

from webapp.access import RELATIVES, SIGNED_IN, Again, requires, say
from webapp.account.forms import RelationReasonForm, RelativeForm
from webapp.account.views import blueprint
from webapp.i18n import current_locale
from webapp.pages import page_key
from webapp.words import Said
from workflows.calendar.zone import local_date
from workflows.casework.declarations import declarations, waiting_declarations
from workflows.casework.relations import needed_soon, tell_of_answer, tell_of_declaration, tell_of_end
from workflows.people import Actor, Person, Relation
from workflows.people.relatives import (
    RelativeRefused,
    answer_declaration,
    confirm_relation,
    declare_relative,
    declared_about,
    declared_relatives,
    end_relation,
    persons_named,
)
from workflows.store import UnitOfWork

ALL = "all"  # `?view=`: every declaration, not only those that wait for a word
_REFUSED = {
    "oneself": lazy_gettext("Name somebody else: you are always kept from matters of your own."),
    "unknown": lazy_gettext("Nobody is known by this name or staff number; write it in full."),
    "future": lazy_gettext("Give a day that is not in the future."),
    "known": lazy_gettext("You have declared this person already."),
    "party": lazy_gettext("You are one of the two; somebody else of the department must decide it."),
    "unknown_kind": lazy_gettext("Choose the kind of relation."),
}


@blueprint.get("/account/relatives")
@requires(SIGNED_IN)
def relatives(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The relatives that one has declared, and the form for another."""
    return _page(work, actor, RelativeForm())


@blueprint.post("/account/relatives")
@requires(SIGNED_IN)
def declare(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Declare a relative; where several persons have the name, the page asks which of them is meant."""
    form = RelativeForm()
    again = Again(partial(_again, form))
    if not form.validate_on_submit():
        raise again
    found = persons_named(work, form.name.data or "")
    chosen = [person for person in found if len(found) == 1 or str(person.id) == form.person.data]
    if not chosen:
        if not found:
            form.name.errors = [str(_REFUSED["unknown"])]
        raise again
    try:
        relation = declare_relative(work, actor.person_id, chosen[0].id, form.kind.data, form.since_on.data)
    except RelativeRefused as refused:
        field = form.since_on if refused.code == "future" else form.name
        field.errors = [str(_REFUSED[refused.code])]
        raise again from None
    tell_of_declaration(work, relation)
    say(work, gettext("%(name)s is declared as your relative.", name=chosen[0].name))
    return redirect(url_for("account.relatives"))


@blueprint.post("/account/relatives/<uuid:relation_id>/answer")
@requires(SIGNED_IN)
def answer_relative(work: UnitOfWork, actor: Actor, relation_id: uuid.UUID) -> ResponseReturnValue:
    """Say of a declaration that names oneself whether it is so."""
    is_so = request.form.get("answer") == "yes"
    relation = answer_declaration(work, relation_id, actor.person_id, is_so=is_so)
    if relation is None:
        say(work, gettext("This declaration waits for no answer any more."), Said.INFO)
    else:
        tell_of_answer(work, relation)
        said = gettext("The relation is confirmed.") if is_so else gettext("The organisation department will check it.")
        say(work, said)
    return redirect(url_for("account.relatives"))


@blueprint.post("/relatives/<uuid:relation_id>/confirm")
@requires(RELATIVES)
def confirm_relative(work: UnitOfWork, actor: Actor, relation_id: uuid.UUID) -> ResponseReturnValue:
    """Confirm an open declaration, with what it was found from."""
    confirmed = _decide(
        relation_id, lambda reason: confirm_relation(work, relation_id, by=actor.person_id, reason=reason)
    )
    if confirmed is not None:
        tell_of_answer(work, confirmed)
        say(work, gettext("The relation is confirmed."))
    return redirect(url_for("account.all_relatives", **_where()))


@blueprint.post("/relatives/<uuid:relation_id>/end")
@requires(RELATIVES)
def end_relative(work: UnitOfWork, actor: Actor, relation_id: uuid.UUID) -> ResponseReturnValue:
    """End a relation from today, with the reason; it stays on the list."""
    ended = _decide(relation_id, lambda reason: end_relation(work, relation_id, by=actor.person_id, reason=reason))
    if ended is not None:
        tell_of_end(work, ended)
        say(work, gettext("The relation has ended as of today."))
    return redirect(url_for("account.all_relatives", **_where()))


def _decide(relation_id: uuid.UUID, decide: Callable[[str], Relation | None]) -> Relation | None:
    """What the department decides of a declaration, by the reason it sent; the page once more where that is refused."""
    form = RelationReasonForm()
    if not form.validate_on_submit():
        raise Again(partial(_all_page, form, relation_id))
    try:
        return decide(form.reason.data or "")
    except RelativeRefused as refused:
        form.reason.errors = [str(_REFUSED[refused.code])]
        raise Again(partial(_all_page, form, relation_id)) from None


def _again(form: RelativeForm, work: UnitOfWork, actor: Actor) -> str:
    """The form once more; where several persons have the name, with the question which of them is meant."""
    found = persons_named(work, form.name.data or "")
    return _page(work, actor, form, found if len(found) > 1 else ())


@blueprint.get("/relatives")
@requires(RELATIVES)
def all_relatives(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """What everybody declared, for the department that keeps the declarations of cadres."""
    return _all_page(RelationReasonForm(), None, work, actor)


def _all_page(form: RelationReasonForm, ending: uuid.UUID | None, work: UnitOfWork, actor: Actor) -> str:
    """One page of the declarations; `ending` is the one whose form was sent and refused."""
    where = _where()
    is_all = where["view"] == ALL
    page = declarations(work, waiting=not is_all, search=where["q"] or "", after=page_key())
    return render_template(
        "account/all_relatives.html",
        page=page,
        where=where,
        is_all=is_all,
        waiting=waiting_declarations(work),
        today=local_date(work.now),
        form=form,
        ending=ending,
        needed=needed_soon(work, [each.relation.id for each in page.rows if each.relation.open_since]),
    )


def _where() -> dict[str, str | None]:
    """Which list, search and page of it an address asks for: what every address on that page carries on."""
    view = ALL if request.args.get("view") == ALL else None
    return {
        "view": view,
        "q": request.args.get("q", "")[:80].strip() or None,
        "after": request.args.get("after") if page_key() else None,
    }


def _page(work: UnitOfWork, actor: Actor, form: RelativeForm, found: Sequence[Person] = ()) -> str:
    locale = current_locale()
    form.person.choices = [
        SelectChoice(str(person.id), f"{person.name} · {person.unit.label(locale)}" if person.unit else person.name)
        for person in found
    ]
    return render_template(
        "account/relatives.html",
        form=form,
        found=found,
        relatives=declared_relatives(work, actor.person_id),
        about=declared_about(work, actor.person_id),
        today=local_date(work.now),
        may_read_all=RELATIVES.allows(actor),
    )
