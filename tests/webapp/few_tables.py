"""Tables that a page may read whole, and which others a statement does."""

from __future__ import annotations

import re
from typing import Any

from workflows.store import Base, Store

# They have as many rows as the office has rules, servers, months, batches and days off, however many cases and people it has.
FEW = {
    "assessment_month",
    "attendance_import",
    "attendance_upload",
    "calendar_day",
    "calendar_plan",
    "calendar_setting",
    "clock_hold",
    "clock_start",
    "draft_file",
    "draft_trial",
    "post",
    "post_change",
    "procedure_draft",
    "procedure_version",
    "reference_version",
    "register_file",
    "register_upload",
    "scheme",
    "selection_batch",
    "setting",
    "setting_set",
    "unit_change",
    "version_request",
    "worker_beat",
}


def read_whole_by(store: Store, statement: str, parameters: Any) -> set[str]:
    """The tables growing with the cases, all of whose rows the database would read to answer.

    On PostgreSQL: where it could not do otherwise, as with this few rows it rightly does not look for an index.
    """
    if not statement.startswith(("SELECT", "WITH")):
        return set()
    with store.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            read = [row[3].split()[1] for row in plan if row[3].startswith("SCAN ")]
        else:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            plan = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
            read = re.findall(r"Seq Scan on (\w+|\"\w+\")", "\n".join(row[0] for row in plan))
    names = {re.sub(r"_\d+$", "", name.strip('"')) for name in read}
    return names & set(Base.metadata.tables) - FEW
