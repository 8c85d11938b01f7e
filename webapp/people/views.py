"""One page about one person: what the reader may see of them, each part by its own right."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.access import SIGNED_IN, requires
from workflows.assessment.person_months import months_seen
from workflows.casework.person_page import person_page
from workflows.documents.person_cases import cases_and_letters
from workflows.people import Actor
from workflows.store import UnitOfWork

blueprint = Blueprint("people", __name__, template_folder="templates", url_prefix="/people")


@blueprint.get("/me")
@requires(SIGNED_IN)
def own(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """One's own page."""
    return _page(work, actor, actor.person_id)


@blueprint.get("/<uuid:person_id>")
@requires(SIGNED_IN)
def show(work: UnitOfWork, actor: Actor, person_id: uuid.UUID) -> ResponseReturnValue:
    """A person's posts, postings, absences, months, cases and letters, as far as they are open to the reader."""
    return _page(work, actor, person_id)


def _page(work: UnitOfWork, actor: Actor, person_id: uuid.UUID) -> str:
    page = person_page(work, actor, person_id)
    cases, letters = cases_and_letters(work, actor, person_id)
    return render_template(
        "people/show.html",
        page=page,
        person=page.person,
        months=months_seen(work, actor, person_id),
        cases=cases,
        letters=letters,
    )
