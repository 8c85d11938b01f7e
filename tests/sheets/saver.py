"""A process that saves the rows of a sheet one after the other, saying each that is saved, for tests that kill it."""

from __future__ import annotations

import sys
import uuid

from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.casework.models import SheetRow
from workflows.casework.transaction import transaction
from workflows.casework.verbs.save_row import save_row
from workflows.people import User, actor_for
from workflows.store import Store


def main() -> None:
    """Arguments are the database URL, the task, and who saves."""
    url, task_id, username = sys.argv[1], uuid.UUID(sys.argv[2]), sys.argv[3]
    store = Store.from_url(url)
    with store.read() as work:
        actor = actor_for(work, work.session.scalars(select(User.id).where(User.username == username)).one())
        rows = work.session.execute(select(SheetRow.id, SheetRow.key, SheetRow.version).order_by(SheetRow.place)).all()
    assert actor is not None
    for row_id, key, version in rows:
        with transaction(store) as work:
            save_row(work, task_id, row_id, actor, {"points": 77}, version=version)
        print(key, flush=True)


if __name__ == "__main__":
    main()
