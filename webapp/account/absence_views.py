"""Absence and substitute (不在岗与代理): one's own, who stands in for whom; everybody's for whoever administers or decides."""

from __future__ import annotations

import uuid
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from webapp.access import SETTINGS, SIGNED_IN, Again, requires, say
from webapp.answers.fields import ChecklistField
from webapp.decisions import pressed
from webapp.i18n import current_locale
from webapp.pages import page_key
from webapp.reason_field import reason_field
from webapp.words import Said
from workflows.casework.absence_overview import (
    absences_page,
    own_absences,
    possible_substitutes,
    waiting_absences,
)
from workflows.casework.absences import AbsenceWish, decide_absence, enter_absence, withdraw_absence
from workflows.casework.errors import InvalidRequest
from workflows.people import Absence, Actor
from workflows.people.deciding import others_who_decide
from workflows.people.directory import one_person, person_with
from workflows.people.words import ChangeState
from workflows.store import UnitOfWork

blueprint = Blueprint("absence", __name__, template_folder="templates")
ALL = "all"  # `?view=`: those that are over as well
_NOBODY = lazy_gettext("Nobody, or more than one person, is known by this; write the user name or the staff number.")


class PeriodForm(FlaskForm):
    """From when to when somebody is away, and why."""

    from_on = DateField(lazy_gettext("First day"), [InputRequired(lazy_gettext("Give the first day."))])
    to_on = DateField(lazy_gettext("Last day"), [InputRequired(lazy_gettext("Give the last day."))])
    reason = reason_field(lazy_gettext("Reason of the absence"))


class OwnAbsenceForm(PeriodForm):
    """One's own absence: in which posts, and who stands in."""

    posts = ChecklistField(lazy_gettext("Posts that are covered"))
    substitute = SelectField(
        lazy_gettext("Who stands in"), [InputRequired(lazy_gettext("Choose who stands in."))], validate_choice=False
    )


class OtherAbsenceForm(PeriodForm):
    """Somebody else's absence: in all their posts that can be covered."""

    person = StringField(
        lazy_gettext("Who is away"),
        [InputRequired(lazy_gettext("Say who is away.")), Length(max=80)],
        render_kw={"autocomplete": "off"},
    )
    substitute = StringField(
        lazy_gettext("Who stands in"),
        [InputRequired(lazy_gettext("Say who stands in.")), Length(max=80)],
        render_kw={"autocomplete": "off"},
    )


@blueprint.get("/absence")
@requires(SIGNED_IN)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Who stands in for the actor and for whom the actor stands in, and the form of an absence."""
    return _page(None, "", work, actor)


@blueprint.post("/absence")
@requires(SIGNED_IN)
def enter(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Enter one's own absence."""
    form = OwnAbsenceForm()
    _choices(work, actor, form)
    again = Again(partial(_page, form, ""))
    if not form.validate_on_submit():
        raise again
    own = {_key(post, unit_id): (post, unit_id) for post, unit_id in _own_posts(actor)}
    posts = frozenset(own[each] for each in form.posts.data or () if each in own)
    if not posts:
        form.posts.errors = [gettext("Choose at least one post.")]
        raise again
    _enter(work, actor, form, actor.person_id, _id(form.substitute.data), posts, again)
    say(work, gettext("Your absence is entered; your substitute has been told."))
    return redirect(url_for("absence.index"))


@blueprint.post("/absence/<uuid:absence_id>/withdraw")
@requires(SIGNED_IN)
def withdraw(work: UnitOfWork, actor: Actor, absence_id: uuid.UUID) -> ResponseReturnValue:
    """End an absence before its last day: the person's own, or one in which the actor stands in."""
    try:
        withdraw_absence(work, actor, absence_id, request.form.get("reason", ""))
    except InvalidRequest as refused:
        raise Again(partial(_page, None, refused.sentence.in_language(current_locale()))) from None
    say(work, gettext("The absence is withdrawn; nobody stands in any more."))
    return redirect(url_for("absence.index"))


@blueprint.get("/admin/absences")
@requires(SETTINGS)
def everybody(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Absences that wait to be decided, that run and that come, and the form of somebody else's."""
    form, known = OtherAbsenceForm(), _id(request.args.get("person"))
    person = person_with(work, known) if known is not None else None
    if person is not None:
        form.person.data = person.name
    return _all_page(form, "", work, actor)


@blueprint.post("/admin/absences")
@requires(SETTINGS)
def enter_for(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Enter somebody's absence; where the actor does not decide, it waits for who does."""
    form = OtherAbsenceForm()
    again = Again(partial(_all_page, form, ""))
    if not form.validate_on_submit():
        raise again
    found = [one_person(work, field.data or "") for field in (form.person, form.substitute)]
    for field, person in zip((form.person, form.substitute), found, strict=True):
        if person is None:
            field.errors = [str(_NOBODY)]
    if found[0] is None or found[1] is None:
        raise again
    row = _enter(work, actor, form, found[0].id, found[1].id, frozenset(), again)
    if row.state is ChangeState.DECIDED:
        say(work, gettext("The absence is entered; both have been told."))
    else:
        say(work, gettext("The absence waits for somebody else who decides."))
    return redirect(url_for("absence.everybody"))


@blueprint.post("/admin/absences/<uuid:absence_id>/decide")
@requires(SETTINGS)
def decide(work: UnitOfWork, actor: Actor, absence_id: uuid.UUID) -> ResponseReturnValue:
    """Agree to a prepared absence, or refuse it with a reason."""
    try:
        given = pressed()
        row = decide_absence(work, actor, absence_id, agrees=given.agrees, answer=given.answer)
    except InvalidRequest as refused:
        raise Again(partial(_all_page, None, refused.sentence.in_language(current_locale()))) from None
    is_own = row.prepared_by_id == actor.person_id
    ended = gettext("The entry is taken back.") if is_own else gettext("The entry is refused.")
    say(work, gettext("The absence is entered; both have been told.") if given.agrees else ended, Said.SUCCESS)
    return redirect(url_for("absence.everybody"))


@blueprint.post("/admin/absences/<uuid:absence_id>/withdraw")
@requires(SETTINGS)
def withdraw_for(work: UnitOfWork, actor: Actor, absence_id: uuid.UUID) -> ResponseReturnValue:
    """End somebody's absence before its last day, with a reason."""
    try:
        withdraw_absence(work, actor, absence_id, request.form.get("reason", ""))
    except InvalidRequest as refused:
        raise Again(partial(_all_page, None, refused.sentence.in_language(current_locale()))) from None
    say(work, gettext("The absence is withdrawn; nobody stands in any more."))
    return redirect(url_for("absence.everybody"))


def _enter(
    work: UnitOfWork,
    actor: Actor,
    form: PeriodForm,
    person_id: uuid.UUID,
    substitute_id: uuid.UUID | None,
    posts: frozenset[tuple[str, uuid.UUID]],
    again: Again,
) -> Absence:
    assert form.from_on.data is not None
    assert form.to_on.data is not None
    wish = AbsenceWish(person_id, substitute_id, form.from_on.data, form.to_on.data, posts, form.reason.data or "")
    try:
        return enter_absence(work, actor, wish)
    except InvalidRequest as refused:
        form.from_on.errors = [refused.sentence.in_language(current_locale())]
        raise again from None


def _own_posts(actor: Actor) -> list[tuple[str, uuid.UUID]]:
    """One's own posts, in each of which somebody may stand in."""
    return [(each.post_key, each.unit_id) for each in actor.own]


def _key(post: str, unit_id: uuid.UUID) -> str:
    return f"{post}@{unit_id}"


def _id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _choices(work: UnitOfWork, actor: Actor, form: OwnAbsenceForm) -> None:
    locale = current_locale()
    form.posts.choices = [SelectChoice(_key(each.post_key, each.unit_id), each.label(locale)) for each in actor.own]
    found = possible_substitutes(work, actor.person_id, request.args.get("q", "")[:80])
    form.substitute.choices = [
        SelectChoice("", gettext("Choose")),
        *(
            SelectChoice(str(each.id), f"{each.name} · {each.unit.label(locale)}" if each.unit else each.name)
            for each in found
        ),
    ]


def _page(form: OwnAbsenceForm | None, refusal: str, work: UnitOfWork, actor: Actor) -> str:
    if form is None:
        form = OwnAbsenceForm(formdata=None, posts=[_key(post, unit_id) for post, unit_id in _own_posts(actor)])
    _choices(work, actor, form)
    mine, lent = own_absences(work, actor)
    return render_template(
        "account/absence.html",
        form=form,
        mine=mine,
        lent=lent,
        states=ChangeState,
        refusal=refusal,
        may_enter=bool(_own_posts(actor)),
        has_substitutes=len(form.substitute.choices) > 1,
        only_administers=all(each.administers for each in actor.own),
        may_see_all=SETTINGS.allows(actor),
    )


def _all_page(form: OtherAbsenceForm | None, refusal: str, work: UnitOfWork, actor: Actor) -> str:
    past = request.args.get("view") == ALL
    return render_template(
        "account/absences.html",
        form=form if form is not None else OtherAbsenceForm(formdata=None),
        page=absences_page(work, actor, past=past, after=page_key()),
        waiting=waiting_absences(work, actor),
        others=others_who_decide(work, actor),
        past=past,
        states=ChangeState,
        refusal=refusal,
    )
