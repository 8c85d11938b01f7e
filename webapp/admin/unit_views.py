"""Units: one page each with all that is open to the reader; what it stands under and how it is called are changed there."""

from __future__ import annotations

import uuid
from functools import partial

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from webapp.access import ADMINISTRATOR, SETTINGS, SIGNED_IN, Again, requires, say
from webapp.decisions import pressed
from webapp.i18n import current_locale
from webapp.labels import LABELS
from webapp.reason_field import reason_field
from workflows.casework.errors import InvalidRequest, NotFound, WrongField
from workflows.casework.person_page import pages_open
from workflows.casework.prepared import decides
from workflows.casework.unit_changes import UnitWish, ask_for, decide_change, look_at, may_decide
from workflows.casework.unit_effects import effect_of
from workflows.casework.unit_overview import coming_changes, entered_change, unit_kept, unit_page, waiting_changes
from workflows.casework.unit_records import may_open_unit, unit_records
from workflows.casework.unit_rules import first_day
from workflows.office.overview import settings_of_unit
from workflows.office.registers.columns import VILLAGE_KINDS
from workflows.people import Actor
from workflows.people.deciding import others_who_decide
from workflows.people.team_roles import team_role
from workflows.people.unit_names import NamesRefused, set_short_names, units_above, units_page
from workflows.people.words import ChangeState, TieKind
from workflows.selection.queries import slots_of_unit
from workflows.store import UnitOfWork

blueprint = Blueprint("units", __name__, template_folder="templates", url_prefix="/units")
PER_PAGE, SLOTS = 50, 50
_REFUSED_NAMES = {
    "short": lazy_gettext("“%(name)s” is too short: a name of one character stands in other words too."),
    "long": lazy_gettext("“%(name)s” is too long; separate the names by commas."),
    "many": lazy_gettext("At most 10 names; leave out “%(name)s”."),
}


class UnitForm(FlaskForm):
    """What a unit is to stand under from a day on, and why."""

    kind = SelectField(lazy_gettext("What changes"), [InputRequired()])
    above = StringField(lazy_gettext("Code of the unit"), [Optional(), Length(max=40)])
    from_on = DateField(lazy_gettext("From"), [InputRequired(lazy_gettext("Give the day from which it holds."))])
    reason = reason_field(lazy_gettext("Reason"))


@blueprint.get("")
@requires(SETTINGS)
def index(work: UnitOfWork, _actor: Actor) -> ResponseReturnValue:
    """The units in the order of the tree, changes that wait to be decided, and those whose day has not come."""
    search, after = request.args.get("q", "")[:80].strip(), request.args.get("after", "")[:400].replace("\0", "")
    found, following = units_page(work, search, after=after, per_page=PER_PAGE)
    return render_template(
        "admin/unit_tree.html",
        found=found,
        lines=units_above(work, found),
        search=search,
        after=after,
        following=following,
        waiting=waiting_changes(work),
        coming=coming_changes(work),
    )


@blueprint.get("/<uuid:unit_id>")
@requires(SIGNED_IN)
def show(work: UnitOfWork, actor: Actor, unit_id: uuid.UUID) -> ResponseReturnValue:
    """One unit: what it stands under, its posts, teams and share, each as far as it is open to the reader; for whoever keeps units
    also the form of a change, what waits, how it came to be, and what is set for it."""
    return _page(unit_id, None, work, actor)


@blueprint.post("/<uuid:unit_id>")
@requires(SETTINGS)
def change(work: UnitOfWork, actor: Actor, unit_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a change; where the actor does not decide, or holds a post in the unit, it waits for somebody who does."""
    form = UnitForm()
    _choices(form)
    if not form.validate_on_submit():
        raise Again(partial(_page, unit_id, form))
    try:
        row = ask_for(work, actor, _wish(unit_id, form))
    except InvalidRequest as refused:
        _refuse(form, refused)
        raise Again(partial(_page, unit_id, form)) from None
    if row.state is ChangeState.DECIDED:
        say(work, gettext("The change is decided; it holds from %(day)s on.", day=row.from_on))
    else:
        say(work, gettext("The change waits for somebody else who decides on units."))
    return redirect(url_for("units.show", unit_id=unit_id))


@blueprint.post("/<uuid:unit_id>/preview")
@requires(SETTINGS, is_reading=True)
def preview(work: UnitOfWork, actor: Actor, unit_id: uuid.UUID) -> ResponseReturnValue:
    """What a change would touch, before anything is entered."""
    form = UnitForm()
    _choices(form)
    if not form.validate_on_submit():
        return _page(unit_id, form, work, actor), 422
    wish = _wish(unit_id, form)
    try:
        unit, above = look_at(work, wish)
    except InvalidRequest as refused:
        _refuse(form, refused)
        return _page(unit_id, form, work, actor), 422
    return render_template(
        "admin/unit_change.html",
        unit=unit,
        kind=wish.kind,
        above=above,
        from_on=wish.from_on,
        effect=effect_of(work, unit, wish.kind, above, wish.from_on),
        kinds=TieKind,
        form=form,
        first_on=first_day(work),
        decides=_decides(actor, unit_id),
        others=others_who_decide(work, actor, of_unit=unit_id),
    )


@blueprint.get("/changes/<uuid:change_id>")
@requires(SETTINGS)
def proposed(work: UnitOfWork, actor: Actor, change_id: uuid.UUID) -> ResponseReturnValue:
    """A change that somebody entered: what it touches, and below that the decision."""
    return _proposed(change_id, "", work, actor)


@blueprint.post("/<uuid:unit_id>/short-names")
@requires(ADMINISTRATOR)
def short_names(work: UnitOfWork, actor: Actor, unit_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the short names of a unit, by which letters are masked too."""
    try:
        unit = set_short_names(work, unit_id, request.form.get("names", "")[:2000], by=actor.person_id)
    except NamesRefused as refused:
        sentence = _REFUSED_NAMES[refused.code] % {"name": refused.name}
        raise Again(partial(_page, unit_id, None, refused_names=sentence)) from None
    if unit is None:
        abort(404)
    say(work, gettext("The short names of %(unit)s are kept.", unit=unit.label(current_locale())))
    return redirect(url_for("units.show", unit_id=unit_id))


@blueprint.post("/changes/<uuid:change_id>")
@requires(SETTINGS)
def decide(work: UnitOfWork, actor: Actor, change_id: uuid.UUID) -> ResponseReturnValue:
    """Agree to a prepared change, or refuse it with a reason."""
    try:
        given = pressed()
        row = decide_change(work, actor, change_id, agrees=given.agrees, answer=given.answer)
    except InvalidRequest as refused:
        said = refused.sentence.in_language(current_locale())
        raise Again(partial(_proposed, change_id, said)) from None
    is_own = row.prepared_by_id == actor.person_id
    ended = gettext("The change is taken back.") if is_own else gettext("The change is refused.")
    say(work, gettext("The change is decided.") if given.agrees else ended)
    return redirect(url_for("units.show", unit_id=row.unit_id))


def _decides(actor: Actor, unit_id: uuid.UUID) -> bool:
    """Whether what the actor enters of this unit is decided at once."""
    return decides(actor) and not any(holding.unit_id == unit_id for holding in actor.holdings)


def _choices(form: UnitForm) -> None:
    form.kind.choices = [(kind, LABELS["tie_kind"][kind]) for kind in TieKind]


def _wish(unit_id: uuid.UUID, form: UnitForm) -> UnitWish:
    assert form.from_on.data is not None
    return UnitWish(unit_id, TieKind(form.kind.data), form.above.data or "", form.from_on.data, form.reason.data or "")


def _refuse(form: UnitForm, refused: InvalidRequest) -> None:
    field = form[refused.field] if isinstance(refused, WrongField) else form.above
    field.errors = [refused.sentence.in_language(current_locale())]


def _proposed(change_id: uuid.UUID, refusal: str, work: UnitOfWork, actor: Actor) -> str:
    row = entered_change(work, change_id)
    if row is None:
        raise NotFound("There is no such change of a unit.", "没有这项单位变更。")
    is_waiting = row.state is ChangeState.PREPARED
    return render_template(
        "admin/unit_change.html",
        row=row,
        unit=row.unit,
        kind=row.kind,
        above=row.above,
        from_on=row.from_on,
        effect=effect_of(work, row.unit, row.kind, row.above, row.from_on) if is_waiting else None,
        kinds=TieKind,
        deciding={row.id} if may_decide(actor, row) else set(),
        own={row.id} if row.prepared_by_id == actor.person_id else set(),
        others=others_who_decide(work, actor, of_unit=row.unit_id),
        refusal=refusal,
    )


def _page(
    unit_id: uuid.UUID,
    form: UnitForm | None,
    work: UnitOfWork,
    actor: Actor,
    *,
    refused_names: str = "",
) -> str:
    page = unit_page(work, unit_id)
    if page is None or not may_open_unit(actor, page.unit):
        raise NotFound("There is no such unit.", "没有这个单位。")
    keeps = SETTINGS.allows(actor)
    records = unit_records(work, actor, page.unit, has_place=page.village is not None)
    shown = {
        "page": page,
        "records": records,
        "keeps": keeps,
        "slots": slots_of_unit(work, actor, unit_id, SLOTS),
        "open_people": pages_open(work, actor, records.people),
        "role_of": team_role,
        "village_kinds": VILLAGE_KINDS,
    }
    if not keeps:
        return render_template("admin/unit.html", **shown)
    kept = unit_kept(work, unit_id)
    if form is None:
        form = UnitForm(formdata=None, from_on=kept.first_on)
    _choices(form)
    return render_template(
        "admin/unit.html",
        **shown,
        settings=settings_of_unit(work, page.unit),
        form=form,
        kept=kept,
        waiting=[row for row in kept.changes if row.state is ChangeState.PREPARED],
        deciding={row.id for row in kept.changes if may_decide(actor, row)},
        own={row.id for row in kept.changes if row.prepared_by_id == actor.person_id},
        decides=_decides(actor, unit_id),
        others=others_who_decide(work, actor, of_unit=unit_id),
        names_of=ADMINISTRATOR.allows(actor),
        refused_names=refused_names,
        typed_names=request.form.get("names", "") if refused_names else "、".join(page.unit.short_names),
    )
