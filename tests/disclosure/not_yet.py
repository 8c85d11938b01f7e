"""Write not_yet.yaml anew: the rows of the table that do not hold yet. Run as `python -m tests.disclosure.not_yet`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import yaml

from tests.clock import MovingClock, at
from tests.databases import copy_sqlite, make_sqlite_template
from tests.disclosure.conftest import BEGIN
from tests.disclosure.observing import Observer
from tests.disclosure.plays import PLAYS
from tests.disclosure.test_table import NOT_YET, summary
from tests.disclosure.world import build_world
from workflows.store import Store


def main() -> None:
    """Watch every play on a fresh database and keep what is wrong."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        template = make_sqlite_template(Path(folder))
        for name in PLAYS:
            place = Path(folder) / name
            place.mkdir()
            clock = MovingClock(at(BEGIN))
            store = Store.from_url(copy_sqlite(template, place), clock=clock)
            wrong = list(Observer(name, build_world(store, clock), is_everybody=False).watch())
            store.close()
            print(name, len(wrong), "wrong cells")
            if wrong:
                found[name] = summary(wrong)
    NOT_YET.write_text(yaml.safe_dump(found, allow_unicode=True, width=150) if found else "{}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
