"""The values that an incident met, for the post that owns the procedure: look, correct, and let the case go on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import SIGNED_IN, Again, requires, say
from webapp.cases.views import blueprint
from webapp.i18n import current_locale
from workflows.casework.errors import InvalidAnswers
from workflows.casework.incident_values import KINDS, IncidentValues, corrections, incident_values
from workflows.casework.verbs.retry import retry
from workflows.people import Actor
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


@blueprint.get("/<uuid:case_id>/incidents/<uuid:incident_id>")
@requires(SIGNED_IN)
def incident(work: UnitOfWork, actor: Actor, case_id: uuid.UUID, incident_id: uuid.UUID) -> ResponseReturnValue:
    """What failed, and the values that it met."""
    return _page(incident_values(work, case_id, incident_id, actor), {}, {})


@blueprint.post("/<uuid:case_id>/incidents/<uuid:incident_id>")
@requires(SIGNED_IN)
def mend(work: UnitOfWork, actor: Actor, case_id: uuid.UUID, incident_id: uuid.UUID) -> ResponseReturnValue:
    """Correct what was changed, and let the case go on."""
    shown = incident_values(work, case_id, incident_id, actor)
    typed = _typed(shown)
    try:
        changed = corrections(shown, typed)
    except InvalidAnswers as refused:
        fields = refused.fields
        raise Again(
            lambda reading, reader: _page(incident_values(reading, case_id, incident_id, reader), typed, fields)
        ) from None
    retry(work, incident_id, actor, changed)
    say(work, gettext("“%(title)s” goes on.", title=shown.case.full_title.in_language(current_locale())))
    return redirect(url_for("cases.show", case_id=case_id))


def _typed(shown: IncidentValues) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for value in shown.values:
        kind = request.form.get(f"kind-{value.name}", value.kind)
        found[value.name] = (
            kind if kind in KINDS else value.kind,
            request.form.get(f"value-{value.name}", value.written),
        )
    return found


def _page(shown: IncidentValues, typed: Mapping[str, tuple[str, str]], errors: Mapping[str, Sentence]) -> str:
    sentences = {name: sentence.in_language(current_locale()) for name, sentence in errors.items()}
    return render_template("cases/incident.html", shown=shown, typed=typed, errors=sentences, kinds=KINDS)
