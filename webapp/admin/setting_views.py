"""The numbers of the office: what holds, changing one with a look at what that does, and deciding on a change."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from webapp.access import SETTINGS, Again, requires, say
from webapp.decisions import pressed
from webapp.i18n import current_locale
from webapp.labels import LABELS
from webapp.reason_field import reason_field
from workflows.calendar.zone import local_date
from workflows.casework.errors import CaseworkError, InvalidRequest, NotFound, WrongField
from workflows.casework.setting_changes import (
    Change,
    Effect,
    change_setting,
    decide_setting,
    effect_of,
    faults_of,
    may_decide,
)
from workflows.casework.setting_readers import readers_of
from workflows.office.in_force import texts_in_force
from workflows.office.models import Setting
from workflows.office.overview import setting_history, setting_line, setting_lines
from workflows.office.scheme_overview import all_schemes
from workflows.office.settings_file import YES_NO, SettingGroup, SettingUnit, shipped_settings
from workflows.office.words import SettingState
from workflows.people import Actor
from workflows.people.deciding import others_who_decide
from workflows.people.unit_names import unit_with_code
from workflows.store import UnitOfWork

blueprint = Blueprint("settings", __name__, template_folder="templates", url_prefix="/admin/settings")


class SettingForm(FlaskForm):
    """Another value of a setting: which, from when, where, and why."""

    value = StringField(lazy_gettext("New value"), [InputRequired(lazy_gettext("Give the new value.")), Length(max=20)])
    from_on = DateField(lazy_gettext("Holds from"), [InputRequired(lazy_gettext("Give a date as year-month-day."))])
    unit = StringField(lazy_gettext("Code of the unit"), [Length(max=40)])
    reason = reason_field(lazy_gettext("Reason"))


class ChosenSettingForm(SettingForm):
    """Another scheme, or yes or no, in the place of the one that holds."""

    value = SelectField(
        lazy_gettext("New value"), [InputRequired(lazy_gettext("Give the new value."))], validate_choice=False
    )


@blueprint.get("")
@requires(SETTINGS)
def index(work: UnitOfWork, _actor: Actor) -> ResponseReturnValue:
    """Every setting with what holds today, since when, by whom and why."""
    search, wanted = request.args.get("q", "")[:80].strip(), request.args.get("group", "")
    group = SettingGroup(wanted) if wanted in set(SettingGroup) else None
    lines = setting_lines(work, search, group)
    return render_template(
        "admin/settings.html", lines=lines, search=search, group=group, groups=tuple(SettingGroup), states=SettingState
    )


@blueprint.get("/<string:setting_key>")
@requires(SETTINGS)
def show(work: UnitOfWork, actor: Actor, setting_key: str) -> ResponseReturnValue:
    """One setting: where it holds, the form of a change, what waits, and how it came to be."""
    form = _form(work, setting_key, from_on=local_date(work.now))
    return _page(setting_key, form, None, work, actor)


@blueprint.post("/<string:setting_key>/preview")
@requires(SETTINGS, is_reading=True)
def preview(work: UnitOfWork, actor: Actor, setting_key: str) -> ResponseReturnValue:
    """What a change would do, before anything is written: the value until now, and the running cases that keep it."""
    form = _form(work, setting_key)
    asked = _change(work, setting_key, form)
    if asked is None:
        return _page(setting_key, form, None, work, actor), 422
    try:
        effect = effect_of(work, asked)
    except InvalidRequest as refused:
        _refuse(form, refused)
        return _page(setting_key, form, None, work, actor), 422
    return _page(setting_key, form, effect, work, actor)


@blueprint.post("/<string:setting_key>/weigh")
@requires(SETTINGS, is_reading=True)
def weigh(work: UnitOfWork, actor: Actor, setting_key: str) -> ResponseReturnValue:
    """What a change that waits would do; the page offers agreement below that alone."""
    line = setting_line(work, setting_key)
    row = next((each for each in line.waiting if str(each.id) == request.form.get("waiting")), None) if line else None
    if row is None:
        raise NotFound("This change waits no longer.", "该变更已不在待审定之列。")
    effect = effect_of(work, Change(row.key, row.value, row.from_on, row.reason, row.unit_id))
    return _page(setting_key, None, effect, work, actor, weighed=row)


@blueprint.post("/<string:setting_key>")
@requires(SETTINGS)
def change(work: UnitOfWork, actor: Actor, setting_key: str) -> ResponseReturnValue:
    """Enter a change; where the actor does not decide there, it waits for a post that does."""
    form = _form(work, setting_key)
    asked = _change(work, setting_key, form)
    if asked is None:
        raise Again(partial(_page, setting_key, form, None))
    try:
        row = change_setting(work, actor, asked)
        keeping = effect_of(work, asked).keeping
    except InvalidRequest as refused:
        _refuse(form, refused)
        raise Again(partial(_page, setting_key, form, None)) from None
    if row.state is SettingState.DECIDED:
        say(work, gettext("The change is decided; %(count)s running cases keep their value.", count=keeping))
    else:
        say(work, gettext("The change waits for the post that decides on settings."))
    return redirect(url_for("settings.show", setting_key=setting_key))


@blueprint.post("/changes/<uuid:setting_id>")
@requires(SETTINGS)
def decide(work: UnitOfWork, actor: Actor, setting_id: uuid.UUID) -> ResponseReturnValue:
    """Agree to a prepared change, or refuse it with a reason."""
    key = request.form.get("key", "")[:60]
    try:
        given = pressed()
        row = decide_setting(work, actor, setting_id, agrees=given.agrees, answer=given.answer)
    except InvalidRequest as refused:
        raise Again(partial(_page, key, None, None, refusal=refused)) from None
    say(work, gettext("The change is decided.") if given.agrees else gettext("The change is refused."))
    return redirect(url_for("settings.show", setting_key=row.key))


def _form(work: UnitOfWork, key: str, **data: Any) -> SettingForm:
    """The form of a change: a number is typed, a scheme or yes and no are chosen; casework decides what may be set."""
    entry = shipped_settings().get(key)
    if entry is None or not (entry.names_scheme or entry.unit is SettingUnit.YES_NO):
        return SettingForm(**data)
    form = ChosenSettingForm(**data)
    if not entry.names_scheme:
        form.value.choices = [(value, LABELS["setting_value"][value]) for value in YES_NO]
        return form
    kinds = [scheme for scheme in all_schemes(work) if scheme.kind is entry.kind]
    form.value.choices = [(scheme.code, f"{scheme.label(current_locale())} · {scheme.code}") for scheme in kinds]
    return form


def _change(work: UnitOfWork, key: str, form: SettingForm) -> Change | None:
    """What the form asks for; None, with the errors at its fields, where it says too little."""
    is_whole = form.validate_on_submit()
    entry, value = shipped_settings().get(key), (form.value.data or "").strip()
    # Everything that is wrong is said at once, what only the office knows beside what the form knows.
    for name, wrong in faults_of(work, entry, value, form.from_on.data).items() if entry and value else ():
        form[name].errors = [*form[name].errors, wrong.in_language(current_locale())]
    code = (form.unit.data or "").strip()
    unit = unit_with_code(work, code) if code else None
    if code and unit is None:
        form.unit.errors = [gettext("There is no unit with this code.")]
    if not is_whole or form.errors or form.from_on.data is None:
        return None
    return Change(key, value, form.from_on.data, form.reason.data or "", unit.id if unit else None)


def _refuse(form: SettingForm, refused: CaseworkError) -> None:
    field = form[refused.field] if isinstance(refused, WrongField) else form.value
    field.errors = [refused.sentence.in_language(current_locale())]


def _page(
    key: str,
    form: SettingForm | None,
    effect: Effect | None,
    work: UnitOfWork,
    actor: Actor,
    *,
    refusal: InvalidRequest | None = None,
    weighed: Setting | None = None,
) -> str:
    line = setting_line(work, key)
    if line is None:
        raise NotFound("There is no setting of this name.", "没有这一设置项。")
    page = request.args.get("page", "0")
    history = setting_history(work, key, int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 0)
    return render_template(
        "admin/setting.html",
        line=line,
        form=form or _form(work, key, formdata=None, from_on=local_date(work.now)),
        effect=effect,
        readers=readers_of(work, key) if effect is not None else (),
        in_force=texts_in_force(work, local_date(work.now), None) if effect is not None else {},
        weighed=weighed,
        history=history,
        states=SettingState,
        decides_everywhere=may_decide(actor, None),
        others=others_who_decide(work, actor),
        deciding={
            row.id for row in line.waiting if row.prepared_by_id != actor.person_id and may_decide(actor, row.unit)
        },
        refusal=refusal.sentence.in_language(current_locale()) if refusal else "",
    )
