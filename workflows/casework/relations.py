"""Tell people of relations that were declared about them or have ended: from that day on they are kept from cases, or are not."""

from __future__ import annotations

import uuid

from workflows.casework.models import Notice
from workflows.casework.notices import notify
from workflows.people import Person, Relation
from workflows.store import UnitOfWork

KEEPER = "organisation_department"


def tell_of_declaration(work: UnitOfWork, relation: Relation) -> None:
    """Tell the other of the two, and the department that keeps the declarations, so that a false one does not stand unseen."""
    declarer = work.session.get_one(Person, relation.person_id).name
    _tell(
        work,
        relation.other_id,
        f"{declarer}申报您为其亲属，即日起您与其互相回避。如不属实，请向组织部门说明，由组织部门核实后终止。",
        f"{declarer} declared you a relative; from today each of you is kept from cases about the other. If it is not true,"
        " tell the organisation department, which ends it once it is checked.",
    )
    notify(
        work,
        None,
        to=KEEPER,
        kind="relation",
        text="有新的亲属申报，请在“亲属申报情况”中核对；不属实的予以终止。",
        text_en="A relative was declared; please check it on the page of declared relatives and end it if it is not true.",
    )


def tell_of_end(work: UnitOfWork, relation: Relation) -> None:
    """Tell both of the two that they are no longer kept from cases about one another."""
    for one, other in ((relation.person_id, relation.other_id), (relation.other_id, relation.person_id)):
        name = work.session.get_one(Person, other).name
        _tell(
            work,
            one,
            f"经组织部门核实，您与{name}的亲属关系申报已终止，不再因此回避。",
            f"The organisation department ended the declared relation between you and {name}; it keeps you from no case any more.",
        )


def _tell(work: UnitOfWork, person_id: uuid.UUID, text: str, text_en: str) -> None:
    work.session.add(Notice(kind="relation", person_id=person_id, text=text, text_en=text_en, created_at=work.now))
