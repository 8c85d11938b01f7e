"""Rows of a batch for the whole record: what two villages need, two batches, and arrivals."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select

from tests.recall.office import Office
from workflows.people.arrival_models import VillageArrival
from workflows.people.roster import FormerVillage, Village
from workflows.recall.models import Arrival, Recall
from workflows.selection.batch_models import SelectionBatch, VillageNeed


def needs_and_batches(office: Office, case_ids: tuple[uuid.UUID, uuid.UUID]) -> None:
    """A profile and a batch in the chain of each of two cases."""
    for number, case_id in enumerate(case_ids, 1):
        with office.store.write() as work:
            village = work.session.scalars(select(Village).order_by(Village.code).limit(1)).one()
            need = VillageNeed(
                case_id=case_id,
                village_id=village.unit_id,
                needs=["industry"],
                slots=number,
                language="侗语",
                has_lodging=True,
                accepted_by_id=office.persons["county"],
                accepted_at=work.now,
            )
            batch = SelectionBatch(
                case_id=case_id, name=f"第{number}批", answer_by=date(2026, number, 20), opened_at=work.now
            )
            former = FormerVillage(
                village_id=village.unit_id, code=f"99010110129{number}", name="旧村", until_on=date(2026, 1, number)
            )
            work.session.add_all([need, batch, former])


def earlier_arrivals(office: Office) -> None:
    """Each arrival as recalls kept it before that was a procedure of its own."""
    kept = ("posting_id", "arrived_at", "latitude", "longitude", "distance_m", "confirmed_by_id", "confirmed_at")
    with office.store.write() as work:
        for row in work.session.scalars(select(VillageArrival)).all():
            recall = work.session.scalars(select(Recall).where(Recall.case_id == row.case_id)).one()
            work.session.add(Arrival(recall_id=recall.id, **{name: getattr(row, name) for name in kept}))
