"""One hundred single changes to rows of record, each with and without recomputed hashes, and ten rewrites of everything.

Changes to different tables are made at once and each must be named; each is forged, and must break the seal, by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from tests.proof.changes import CHANGES, THEN
from tests.proof.forger import ENTRY, SEAL, forge, reseal
from tests.proof.whole import Whole, alter, is_named
from workflows.proof.keys import make_key, sign
from workflows.proof.seal_file import SealFile
from workflows.store import DERIVED, Base
from workflows.store.kinds import kind_of, layout_of, mapped_classes, table_of

Change = tuple[str, str, Any]
# Nothing can be recomputed for these: `verify` derives them anew.
TITLES = {f"{name}{language}" for name in ("title", "title_public", "title_outside") for language in ("", "_en")}
NAMES_OF_CASE = {("case", name) for name in TITLES | {"business_key"}}
DERIVED_TABLES = {table_of(model).name for model in mapped_classes() if kind_of(model) is DERIVED}
# Under these changes more rows than the changed one are named, so that they stand alone.
ALONE = {("case", "state"), ("case", "mirror"), ("procedure_version", "bundle")}
ITSELF = {"history_entry", "access_entry", "history_seal"}


def batches() -> list[list[Change]]:
    """The changes, those of different tables together."""
    found: list[list[Change]] = [[change] for change in CHANGES if change[:2] in ALONE or change[0] in ITSELF]
    together: list[list[Change]] = []
    for change in CHANGES:
        if [change] in found:
            continue
        free = (batch for batch in together if change[0] not in {name for name, _, _ in batch})
        batch = next(free, None)
        if batch is None:
            together.append(batch := [])
        batch.append(change)
    return [*found, *together]


def test_the_list_has_a_hundred_changes_and_every_table_of_record_twice() -> None:
    assert len(CHANGES) >= 100
    counts = Counter(name for name, _, _ in CHANGES)
    of_record = [table_of(model).name for model in mapped_classes() if layout_of(model) is not None]
    assert [name for name in [*of_record, *DERIVED_TABLES] if counts[name] < 2] == []
    assert sum(map(len, batches())) == len(CHANGES)


def test_the_untouched_record_is_intact_and_holds_every_table(whole: Whole) -> None:
    with whole.owner() as owner:
        report = whole.verified(owner, whole.file)
        assert report.breaches == []
        assert report.notes == []
        assert report.seals == 2
        for name in {name for name, _, _ in CHANGES}:
            assert owner.execute(select(Base.metadata.tables[name]).limit(1)).first() is not None, name


def test_every_single_change_is_found_and_named(whole: Whole) -> None:
    unfound = []
    for batch in batches():
        with whole.owner() as owner:
            keys = [alter(owner, *change) for change in batch]
            report = whole.verified(owner, whole.file)
            for (name, column, _), key in zip(batch, keys, strict=True):
                if not (report.breaches if name in ITSELF else is_named(report, name, key)):
                    unfound.append((name, column, key))
    assert unfound == []


def test_every_single_change_is_found_though_all_hashes_were_recomputed(
    whole: Whole, pytestconfig: pytest.Config
) -> None:
    """By itself, so that it takes long: every other change on one database and the rest on the other, all on both on demand."""
    forged = [change for change in CHANGES if change[0] not in DERIVED_TABLES]
    unfound = []
    with whole.owner() as owner:
        if not pytestconfig.getoption("--every-change"):
            forged = forged[owner.dialect.name == "postgresql" :: 2]
        for name, column, value in forged:
            change = owner.begin_nested()
            alter(owner, name, column, value)
            forge(owner, only={name})
            if not any(breach.chain == "seal" for breach in whole.seals_of(owner).breaches):
                unfound.append((name, column))
            change.rollback()
    assert unfound == []


def test_the_forger_leaves_nothing_to_find_but_the_seals_and_what_is_derived(whole: Whole) -> None:
    """Otherwise the test above would prove less than it says."""
    for batch in batches():
        if len(batch) == 1:
            continue
        with whole.owner() as owner:
            keys = {change: alter(owner, *change) for change in batch if change[0] in DERIVED_TABLES}
            # The last number of a series follows from the letters, so that no letter may go without being missed there.
            # By its names a case is found, and the words for that follow from them likewise.
            told = [change for change in batch if change[0] not in DERIVED_TABLES | {"document"}]
            told = [change for change in told if change[:2] not in NAMES_OF_CASE]
            for change in told:
                alter(owner, *change)
            forge(owner, only={name for name, _, _ in told})
            if not keys:
                reseal(owner, whole.now)
                assert whole.verified(owner).breaches == []
                assert whole.verified(owner, whole.file).breaches != []
                continue
            report = whole.verified(owner)
            assert [change[:2] for change, key in keys.items() if not is_named(report, change[0], key)] == []
            assert {breach.chain for breach in report.breaches} == {"seal", *(name for name, _, _ in keys)}


Rewrite = Callable[[Connection, Whole], None]


def _votes(owner: Connection, _whole: Whole) -> None:
    alter(owner, "decision", "answers", {"votes_for": 99, "votes_against": 0})


def _no_last_seal(owner: Connection, whole: Whole) -> None:
    _votes(owner, whole)
    owner.execute(delete(SEAL).where(SEAL.c.id == 2))


def _no_seals(owner: Connection, whole: Whole) -> None:
    _votes(owner, whole)
    owner.execute(delete(SEAL))


def _unsigned(owner: Connection, whole: Whole) -> None:
    _votes(owner, whole)
    owner.execute(update(SEAL).values(line=""))


def _another_key(owner: Connection, whole: Whole) -> None:
    """The seals signed anew, by a key of the owner's own."""
    _votes(owner, whole)
    forge(owner)
    reseal(owner, whole.now)
    key = make_key()
    for row in owner.execute(select(SEAL)).mappings().all():
        words = row["line"].rpartition(" ")[0]
        owner.execute(update(SEAL).where(SEAL.c.id == row["id"]).values(line=f"{words} {sign(key, words)}"))


def _a_case_gone(owner: Connection, whole: Whole) -> None:
    """A whole case taken away with everything that speaks of it."""
    case_id = (
        owner.execute(select(Base.metadata.tables["case"].c.id).where(text("process_id = 'waiter'"))).scalars().first()
    )
    for name in ("message_subscription", "timer", "task", "entry_value", "history_entry"):
        table = Base.metadata.tables[name]
        owner.execute(delete(table).where(table.c.case_id == case_id))
    owner.execute(delete(Base.metadata.tables["case"]).where(Base.metadata.tables["case"].c.id == case_id))


def _backdated(owner: Connection, whole: Whole) -> None:
    owner.execute(update(ENTRY).where(ENTRY.c.kind == "task_completed").values(happened_at=THEN))
    alter(owner, "decision", "decided_at", THEN)


def _another_actor(owner: Connection, whole: Whole) -> None:
    owner.execute(update(ENTRY).where(ENTRY.c.kind == "task_completed").values(actor_id=whole.persons["bao"]))
    owner.execute(update(Base.metadata.tables["decision"]).values(person_id=whole.persons["bao"]))


def _an_entry_less(owner: Connection, whole: Whole) -> None:
    """The last entry of everything, as if the act had never been."""
    last = owner.execute(select(ENTRY.c.id).order_by(ENTRY.c.id.desc()).limit(1)).scalar_one()
    owner.execute(delete(ENTRY).where(ENTRY.c.id == last))
    owner.execute(update(SEAL).where(SEAL.c.id == 2).values(to_entry_id=last - 1))


def _an_entry_more(owner: Connection, whole: Whole) -> None:
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


def test_every_rewrite_of_everything_is_found_by_the_file_outside(whole: Whole) -> None:
    assert len(REWRITES) == 10
    unfound = []
    for rewrite in REWRITES:
        with whole.owner() as owner:
            rewrite(owner, whole)
            if rewrite is not _another_key:
                forge(owner)
                reseal(owner, whole.now)
            # Another office has the file only, and no key.
            breaches = whole.verified(owner, SealFile(whole.file.path)).breaches
            if not any(breach.chain in ("seal", "seal file") for breach in breaches):
                unfound.append((rewrite.__name__, [breach.sentence for breach in breaches]))
    assert unfound == []
