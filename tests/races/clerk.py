"""A process of its own that completes one task, for the tests that race real processes."""

from __future__ import annotations

import json
import sys
import time
import uuid

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.casework.errors import CaseworkError
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.people import actor_for
from workflows.store import Store


def main() -> None:
    """Wait until the given instant, complete one task as one user, and print what came of it as JSON."""
    url, user_id, task_id, answers, start_at = sys.argv[1:6]
    store = Store.from_url(url)
    with store.read() as work:
        actor = actor_for(work, uuid.UUID(user_id))
    assert actor is not None
    time.sleep(max(float(start_at) - time.time(), 0))
    try:
        with transaction(store) as work:
            done = complete(work, uuid.UUID(task_id), actor, json.loads(answers))
            result = {"result": "completed", "by": done.decision.signature}
    except CaseworkError as error:
        result = {"result": error.code, "sentence": error.sentence.en}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
