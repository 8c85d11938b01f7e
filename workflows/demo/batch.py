"""A whole selection of the demonstration city, from village needs to handovers, lived through people's verbs and the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy import select

from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework import catalogue
from workflows.casework.errors import CaseworkError, InvalidAnswers
from workflows.casework.setting_changes import Change, change_setting
from workflows.casework.transaction import transaction
from workflows.demo.batch_meter import Meter
from workflows.demo.batch_office import end_terms, hire, villages_of_city
from workflows.demo.batch_plan import Size, plan_of
from workflows.demo.batch_sending import Sending
from workflows.demo.batch_stage import BatchStage
from workflows.demo.batch_units import UnitsPlayed
from workflows.demo.places import DISPATCHING, village_of
from workflows.demo.rounds import MovedStore, RoundStopped
from workflows.people.roster import Posting
from workflows.people.words import PostingStatus
from workflows.procedure.model import Procedure
from workflows.scenarios.expect import Mismatch
from workflows.selection.batch_models import SelectionBatch
from workflows.selection.models import DispatchOrder, Slot
from workflows.store import Store, UnitOfWork

BEGINS_BEFORE = timedelta(days=120)
NAME = "模拟批次"
WHY = "本市规定：批次拟派人选一律公示五个工作日，再行签发。"


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it: how many people stand in a village by it, by which end it ended, and what it cost."""

    sent: int
    end: str | None
    meter: Meter


def play_batch(store: Store, size: Size, tell: Callable[[str], None] = lambda _stage: None) -> Played:
    """Let the city select `size` people, with all that goes otherwise; `tell` hears of each stage before it is played.

    Terms that are over and people who may be nominated are set up first. Raises RoundStopped where a step stays open, and TooMany
    where so many people cannot be asked for.
    """
    until = store.clock().astimezone(OFFICE_ZONE)
    moved = MovedStore.of(store, datetime.combine((until - BEGINS_BEFORE).date(), time(9), OFFICE_ZONE), until)
    plan = plan_of(size, villages_of_city())
    with store.read() as work:
        procedures = _procedures(work)
    stage = BatchStage(moved, procedures, plan)
    with transaction(moved.store) as work:
        end_terms(work, list(plan.wanted))
        hire(work, plan)
    director = stage.holder("city_director")
    with transaction(moved.store) as work:
        change_setting(work, director, Change("selection.notice_days", "5", local_date(moved.now), WHY))
    with stage.meter.attach(store.engine):
        try:
            units = _play(stage, tell)
        except (CaseworkError, Mismatch) as refused:
            raise RoundStopped(_said(refused)) from refused
    with store.read() as work:
        sent = select(Posting.id).join(DispatchOrder, DispatchOrder.posting_id == Posting.id)
        of_batch = sent.join(Slot, Slot.id == DispatchOrder.slot_id).where(Slot.place.is_not(None))
        active = work.session.scalars(of_batch.where(Posting.status == PostingStatus.ACTIVE)).all()
    return Played(len(active), stage.end_of(units.round_id), stage.meter)


SHOWN = (
    # The cast's unit and its township among them; begun so many days ago.
    ("第一批", (45, 50, 57), 3, timedelta(days=6)),
    ("第二批", (51,), 1, timedelta(days=4)),
)
"""Batches for everybody to see: one whose places are to be matched, and one about whose candidates the office is calling."""


def show_batches(store: Store, tell: Callable[[str], None] = lambda _name: None) -> bool:
    """Play two small batches up to where there is something to decide; `tell` hears of each before it is played.

    False where there is a batch already, or no such procedure. Raises RoundStopped, with what was lived until then kept.
    """
    until = store.clock().astimezone(OFFICE_ZONE)
    with store.read() as work:
        is_some = work.session.scalar(select(SelectionBatch.id).limit(1)) is not None
        procedures = _procedures(work)
    if is_some or "selection_batch" not in procedures:
        return False
    for number, (name, villages, people, before) in enumerate(SHOWN):
        title = f"{until:%Y}年{name}"
        tell(title)
        moved = MovedStore.of(store, until - before, until)
        asked = [(village_of(each), DISPATCHING[each % len(DISPATCHING)].code) for each in villages]
        plan = replace(plan_of(Size(len(asked), people), asked), reserve_every=2, withdrawals=0)
        stage = BatchStage(moved, procedures, plan)
        with transaction(moved.store) as work:
            hire(work, plan)
        try:
            sending = _listed(stage, title)
            if number:
                sending.begin_vetting()
            else:
                sending.vetting()
        except (CaseworkError, Mismatch) as refused:
            raise RoundStopped(_said(refused)) from refused
    return True


def _procedures(work: UnitOfWork) -> dict[str, Procedure]:
    versions = catalogue.latest_versions(work)
    return {version.process_id: catalogue.procedure_of(work, version.id) for version in versions}


def _listed(stage: BatchStage, name: str) -> Sending:
    """A batch up to the accepted list, which goes on."""
    units = UnitsPlayed(stage)
    units.needs()
    units.shares(name)
    units.nominations()
    units.meetings()
    return Sending(stage, stage.part(units.round_id, "posting"))


def _play(stage: BatchStage, tell: Callable[[str], None]) -> UnitsPlayed:
    units = UnitsPlayed(stage)
    for name, act in (
        ("needs", units.needs),
        ("shares", lambda: units.shares(NAME)),
        ("nominations", units.nominations),
        ("meetings", units.meetings),
    ):
        tell(name)
        act()
    sending = Sending(stage, stage.part(units.round_id, "posting"))
    tell("vetting")
    sending.vetting()
    tell("sending")
    sending.finish()
    return units


def _said(refused: CaseworkError | Mismatch) -> str:
    """What was refused, with the fields of a form that were."""
    fields = refused.fields if isinstance(refused, InvalidAnswers) else {}
    return "; ".join([str(refused), *(f"{key}: {sentence.en}" for key, sentence in fields.items())])
