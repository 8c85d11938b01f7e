"""One hundred single changes to rows of record, each with and without recomputed hashes, and ten rewrites of everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, LargeBinary, Uuid, create_engine, delete, event, insert, select, text, update

from tests.proof.changes import AGAIN, ANOTHER, CHANGES, GONE, THEN
from tests.proof.forger import ENTRY, SEAL, as_work, forge, reseal
from tests.proof.whole_record import fill
from tests.recall.office import Office
from workflows.proof.keys import make_key
from workflows.proof.models import HistorySeal
from workflows.proof.seal_file import SealFile
from workflows.proof.verify import verify
from workflows.store import Base
from workflows.store.kinds import layout_of, mapped_classes, table_of

# Nothing can be recomputed for these: they are derived from the state, or are the record itself.
DERIVED = {"timer", "message_subscription", "task_bar", "case_subject", "case_reader"}


@pytest.fixture
def record(office: Office, tmp_path: Path) -> SealFile:
    """The seal file of a database in which every table of record holds rows."""
    return fill(office, tmp_path)


@contextmanager
def owner_for_a_moment(office: Office) -> Iterator[Connection]:
    """A transaction of whoever owns the database, undone at the end; foreign keys are checked no more."""
    engine = create_engine(office.store.engine.url)
    if not office.store.is_postgresql:

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN")

        @event.listens_for(engine, "connect")
        def _connect(connection: Any, _record: Any) -> None:
            connection.isolation_level = None

    try:
        with engine.connect() as owner:
            if office.store.is_postgresql:
                owner.execute(text("SET session_replication_role = replica"))
            yield owner
            owner.rollback()
    finally:
        engine.dispose()


def alter(owner: Connection, name: str, column: str, value: Any) -> None:
    """Make one change to the first row of a table that can bear it."""
    table = Base.metadata.tables[name]
    keys = list(table.primary_key.columns)
    order = []
    if isinstance(value, (str, int, float, date)):
        order = [table.c[column].is_(None), table.c[column] == value]
    elif value is None:
        order = [table.c[column].is_(None)]
    row = owner.execute(select(table).order_by(*order, *keys).limit(1)).mappings().one()
    where = [key == row[key.name] for key in keys]
    if value is GONE:
        changed = owner.execute(delete(table).where(*where)).rowcount
    elif value is AGAIN:
        owner.execute(insert(table).values({**row, column: ANOTHER}))
        changed = 1
    else:
        changed = owner.execute(update(table).where(*where).values({column: value})).rowcount
        kind = table.c[column].type
        assert isinstance(kind, (LargeBinary, Uuid)) or row[column] != value, f"{name}.{column} is {value} already"
    assert changed == 1


def test_the_list_has_a_hundred_changes_and_every_table_of_record_twice() -> None:
    assert len(CHANGES) >= 100
    counts = Counter(name for name, _, _ in CHANGES)
    of_record = [table_of(model).name for model in mapped_classes() if layout_of(model) is not None]
    assert [name for name in of_record if counts[name] < 2] == []


def test_the_untouched_record_is_intact_and_holds_every_table(office: Office, record: SealFile) -> None:
    with office.store.read(is_snapshot=True) as work:
        report = verify(work, file=record)
        assert report.breaches == []
        assert report.notes == []
        assert report.seals == 2
        for name in {name for name, _, _ in CHANGES}:
            assert work.session.execute(select(Base.metadata.tables[name]).limit(1)).first() is not None, name


def test_every_single_change_is_found_and_named(office: Office, record: SealFile) -> None:
    unfound = []
    for name, column, value in CHANGES:
        with owner_for_a_moment(office) as owner:
            alter(owner, name, column, value)
            breaches = verify(as_work(owner, office.clock.now), file=record).breaches
            named = name if name not in ("history_entry", "access_entry", "history_seal") else ""
            if not any(named in breach.sentence or breach.chain == name for breach in breaches):
                unfound.append((name, column, [breach.sentence for breach in breaches]))
    assert unfound == []


def test_every_single_change_is_found_though_all_hashes_were_recomputed(office: Office, record: SealFile) -> None:
    unfound = []
    for name, column, value in CHANGES:
        with owner_for_a_moment(office) as owner:
            alter(owner, name, column, value)
            forge(owner)
            report = verify(as_work(owner, office.clock.now), file=record)
            expected = {name} if name in DERIVED else {"seal"}
            if name == "case" and column == "state":
                expected |= {"timer"}
            if not any(breach.chain in expected or breach.chain == "timer" for breach in report.breaches):
                unfound.append((name, column, [breach.sentence for breach in report.breaches]))
    assert unfound == []


def test_the_forger_leaves_nothing_but_the_seals_to_find(office: Office, record: SealFile) -> None:
    """Otherwise the test above would prove less than it says."""
    with owner_for_a_moment(office) as owner:
        alter(owner, "decision", "answers", {"votes_for": 99})
        forge(owner)
        assert {breach.chain for breach in verify(as_work(owner, office.clock.now)).breaches} == {"seal"}
        reseal(owner, office.clock.now)
        assert verify(as_work(owner, office.clock.now)).breaches == []
        assert verify(as_work(owner, office.clock.now), file=record).breaches != []


Rewrite = Callable[[Connection, Office], None]


def _votes(owner: Connection, _office: Office) -> None:
    alter(owner, "decision", "answers", {"votes_for": 99, "votes_against": 0})


def _no_last_seal(owner: Connection, office: Office) -> None:
    _votes(owner, office)
    owner.execute(delete(SEAL).where(SEAL.c.id == 2))


def _no_seals(owner: Connection, office: Office) -> None:
    _votes(owner, office)
    owner.execute(delete(SEAL))


def _unsigned(owner: Connection, office: Office) -> None:
    _votes(owner, office)
    owner.execute(update(SEAL).values(line=""))


def _another_key(owner: Connection, office: Office) -> None:
    """The seals signed anew, by a key of the owner's own."""
    _votes(owner, office)
    forge(owner)
    reseal(owner, office.clock.now)
    key = make_key()
    for row in owner.execute(select(SEAL)).mappings().all():
        words = row["line"].rpartition(" ")[0]
        from workflows.proof.keys import sign

        owner.execute(update(SEAL).where(SEAL.c.id == row["id"]).values(line=f"{words} {sign(key, words)}"))


def _a_case_gone(owner: Connection, office: Office) -> None:
    """A whole case taken away with everything that speaks of it."""
    case_id = (
        owner.execute(select(Base.metadata.tables["case"].c.id).where(text("process_id = 'waiter'"))).scalars().first()
    )
    for name in ("message_subscription", "timer", "task", "entry_value", "history_entry"):
        table = Base.metadata.tables[name]
        owner.execute(delete(table).where(table.c.case_id == case_id))
    owner.execute(delete(Base.metadata.tables["case"]).where(Base.metadata.tables["case"].c.id == case_id))


def _backdated(owner: Connection, office: Office) -> None:
    owner.execute(update(ENTRY).where(ENTRY.c.kind == "task_completed").values(happened_at=THEN))
    alter(owner, "decision", "decided_at", THEN)


def _another_actor(owner: Connection, office: Office) -> None:
    owner.execute(update(ENTRY).where(ENTRY.c.kind == "task_completed").values(actor_id=office.persons["bao"]))
    owner.execute(update(Base.metadata.tables["decision"]).values(person_id=office.persons["bao"]))


def _an_entry_less(owner: Connection, office: Office) -> None:
    """The last entry of everything, as if the act had never been."""
    last = owner.execute(select(ENTRY.c.id).order_by(ENTRY.c.id.desc()).limit(1)).scalar_one()
    owner.execute(delete(ENTRY).where(ENTRY.c.id == last))
    owner.execute(update(SEAL).where(SEAL.c.id == 2).values(to_entry_id=last - 1))


def _an_entry_more(owner: Connection, office: Office) -> None:
    row = dict(owner.execute(select(ENTRY).where(ENTRY.c.kind == "task_completed").limit(1)).mappings().one())
    newest = owner.execute(select(ENTRY.c.id).order_by(ENTRY.c.id.desc()).limit(1)).scalar_one()
    row.update(id=newest + 1, sequence=10_000, rows="[]")
    owner.execute(insert(ENTRY).values(row))
    owner.execute(update(SEAL).where(SEAL.c.id == 2).values(to_entry_id=newest + 1))


REWRITES: list[Rewrite] = [
    _votes,
    _no_last_seal,
    _no_seals,
    _unsigned,
    _another_key,
    _a_case_gone,
    _backdated,
    _another_actor,
    _an_entry_less,
    _an_entry_more,
]


def test_every_rewrite_of_everything_is_found_by_the_file_outside(office: Office, record: SealFile) -> None:
    assert len(REWRITES) == 10
    unfound = []
    for rewrite in REWRITES:
        with owner_for_a_moment(office) as owner:
            rewrite(owner, office)
            if rewrite is not _another_key:
                forge(owner)
                reseal(owner, office.clock.now)
            # Another office has the file only, and no key.
            breaches = verify(as_work(owner, office.clock.now), file=SealFile(record.path)).breaches
            if not any(breach.chain in ("seal", "seal file") for breach in breaches):
                unfound.append((rewrite.__name__, [breach.sentence for breach in breaches]))
    assert unfound == []
    with office.store.read() as work:
        assert work.session.scalars(select(HistorySeal)).first() is not None
