"""The short names of units, by which letters are masked too."""

from __future__ import annotations

import uuid
from functools import partial

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from webapp.access import ADMINISTRATOR, Again, requires, say
from webapp.admin.room import blueprint
from webapp.i18n import current_locale
from workflows.people import Actor
from workflows.people.unit_names import NamesRefused, set_short_names, units_page
from workflows.store import UnitOfWork

PER_PAGE = 50
_REFUSED = {
    "short": lazy_gettext("“%(name)s” is too short: a name of one character stands in other words too."),
    "long": lazy_gettext("“%(name)s” is too long; separate the names by commas."),
    "many": lazy_gettext("At most 10 names; leave out “%(name)s”."),
}


@blueprint.get("/units")
@requires(ADMINISTRATOR)
def units(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The units with their short names."""
    return _page(None, "", work, actor)


@blueprint.post("/units/<uuid:unit_id>/short-names")
@requires(ADMINISTRATOR)
def short_names(work: UnitOfWork, actor: Actor, unit_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the short names of a unit."""
    try:
        unit = set_short_names(work, unit_id, request.form.get("names", "")[:2000], by=actor.person_id)
    except NamesRefused as refused:
        sentence = _REFUSED[refused.code] % {"name": refused.name}
        raise Again(partial(_page, unit_id, sentence)) from None
    if unit is None:
        abort(404)
    say(work, gettext("The short names of %(unit)s are kept.", unit=unit.label(current_locale())))
    return redirect(url_for("admin.units", q=request.args.get("q"), after=request.args.get("after")))


def _page(refused: uuid.UUID | None, error: str, work: UnitOfWork, _actor: Actor) -> str:
    search, after = request.args.get("q", "")[:80].strip(), request.args.get("after", "")[:400].replace("\0", "")
    found, following = units_page(work, search, after=after, per_page=PER_PAGE)
    return render_template(
        "admin/units.html",
        found=found,
        search=search,
        after=after,
        following=following,
        refused=refused,
        error=error,
        typed=request.form.get("names", ""),
    )
