"""Whoever reads a recall goes on reading what it called, over long ago, when posts made its rows be written anew."""

from __future__ import annotations

from tests.recall import steps
from tests.recall.office import Office
from workflows.casework.locked_case import lock_case, open_case
from workflows.casework.models import Ground
from workflows.casework.reader_rewrite import derive, rewrite_readers, rows_of
from workflows.casework.transaction import transaction


def test_a_case_written_anew_keeps_the_readers_of_what_it_called(office: Office) -> None:
    recall_id = office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, slots=1)
    steps.prepare(office)
    steps.serve(office)
    with transaction(office.store) as work:
        case = lock_case(work, recall_id)
        running = open_case(work, case, None, is_peek=True)
        read = {row for row in rows_of(work, recall_id) if row.ground == Ground.READS.value}
        assert {"recall_verification", "recall_order", "recall_service"} <= {row.process_id for row in read}
        assert rows_of(work, recall_id) == derive(running)
        kept, running.mirror.reads = running.mirror.reads, {}
        case.mirror = running.mirror.text()
    with transaction(office.store) as work:
        assert rewrite_readers(work, recall_id) == 0, "no row is stale"
        assert open_case(work, lock_case(work, recall_id), None, is_peek=True).mirror.reads == kept
    steps.nominate(office, "W11")
    with office.store.read() as work:
        assert read <= rows_of(work, recall_id)
