"""A worker that ends what nobody answered in time, for tests that kill it: it says when it is about to, and when it has."""

from __future__ import annotations

import sys
from datetime import datetime

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.jobs.duties import cases_with_due_asks, end_row_asks
from workflows.store import Store


def main() -> None:
    """Arguments are the database URL and the moment."""
    url, now = sys.argv[1], datetime.fromisoformat(sys.argv[2])
    store = Store.from_url(url, clock=lambda: now)
    for case_id in cases_with_due_asks(store):
        print("begins", flush=True)
        print(end_row_asks(store, case_id), flush=True)


if __name__ == "__main__":
    main()
