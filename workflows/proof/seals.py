"""Seal what the history gained, sign it, and prove the seals: in the database, in the file outside, and both ways."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import func, select

from workflows.proof.keys import public_text
from workflows.proof.models import AccessEntry, HistoryEntry, HistorySeal
from workflows.proof.reading import stored_rows
from workflows.proof.report import VerifyReport
from workflows.proof.seal_file import (
    RESTORE,
    SEAL,
    Reading,
    SealFile,
    SealLine,
    SealRefused,
    parse_line,
    read_lines,
    stamp,
)
from workflows.store import UnitOfWork, as_utc
from workflows.store.commitments import canonical
from workflows.store.kinds import table_of


def _digest(work: UnitOfWork, previous: str, first: int, last: int, first_read: int, last_read: int) -> tuple[int, str]:
    """(How many entries, their digest): of the entries and of the access log between these row numbers, and of the seal before."""
    digest, count = hashlib.sha256(previous.encode()), 0
    entry, read = HistoryEntry.__table__.c, table_of(AccessEntry)
    rows = select(entry.id, entry.hash).where(entry.id.between(first, last)).order_by(entry.id)
    for number, entry_hash in work.session.execute(rows.execution_options(yield_per=5000)):
        digest.update(f"{number}:{entry_hash}\n".encode())
        count += 1
    for row in stored_rows(work, read, read.c.id.between(first_read, last_read), order_by=(read.c.id,)):
        # A value that cannot be read is sealed, or compared, as the database keeps it.
        at = row.values["at"] if "at" in row.unreadable else as_utc(row.values["at"]).isoformat()
        digest.update(canonical({**row.values, "at": at}).encode())
    return count, digest.hexdigest()


def _last(work: UnitOfWork) -> HistorySeal | None:
    return work.session.scalar(select(HistorySeal).order_by(HistorySeal.id.desc()).limit(1))


def unsealed_since(work: UnitOfWork) -> datetime | None:
    """When the oldest entry that no seal covers happened, None where every entry is sealed."""
    # No seal covers less than the one before it, and the last one is found without reading the others.
    newest = select(func.max(HistorySeal.id)).scalar_subquery()
    last = select(HistorySeal.to_entry_id).where(HistorySeal.id == newest).scalar_subquery()
    oldest = (
        select(HistoryEntry.happened_at)
        .where(HistoryEntry.id > func.coalesce(last, 0))
        .order_by(HistoryEntry.id)
        .limit(1)
    )
    return work.session.scalar(oldest)


def seal(
    work: UnitOfWork, file: SealFile | None = None, *, settled_for: timedelta = timedelta(0)
) -> HistorySeal | None:
    """Seal the entries, and the access log, since the last seal; returns None while there is nothing new.

    With a `file` the seal is signed, and its line is on the disk before its row is committed: give it inside `file.locked()`.
    Entries younger than `settled_for` are left for the next seal: on PostgreSQL a transaction still running may hold a lower
    row number than one that has committed. Raises SealRefused where file and database do not belong together.
    """
    last, before = _last(work), work.now - settled_for
    known = _in_step(file, last) if file is not None else None
    if known is not None:
        return _adopt(work, last, known)
    first, first_read = (last.to_entry_id + 1, last.to_access_id + 1) if last else (1, 1)
    newest = work.session.scalar(select(func.max(HistoryEntry.id)).where(HistoryEntry.happened_at <= before)) or 0
    newest_read = work.session.scalar(select(func.max(AccessEntry.id)).where(AccessEntry.at <= before)) or 0
    if newest < first and newest_read < first_read:
        return None
    newest, newest_read = max(newest, first - 1), max(newest_read, first_read - 1)
    count, digest = _digest(work, last.digest if last else "", first, newest, first_read, newest_read)
    made = HistorySeal(
        id=(last.id if last else 0) + 1,
        from_entry_id=first,
        to_entry_id=newest,
        to_access_id=newest_read,
        entries=count,
        digest=digest,
        sealed_at=work.now,
    )
    if file is not None:
        made.line = file.append(SEAL, _fields(made), work.now)
    work.session.add(made)
    work.session.flush()
    return made


def _fields(made: HistorySeal) -> tuple[str, ...]:
    numbers = (made.id, made.from_entry_id, made.to_entry_id, made.to_access_id, made.entries)
    return (*(str(number) for number in numbers), made.digest)


def _in_step(file: SealFile, last: HistorySeal | None) -> SealLine | None:
    """The line of a seal that reached the file but whose row was lost before the commit, None where file and database agree.

    Raises SealRefused for a file that belongs to another history, or is behind or further ahead.
    """
    reading = read_lines(file.lines())
    if reading.sentences:
        raise SealRefused(f"{reading.sentences[0][1]} Nothing is sealed until {file.path} is whole again.")
    assert file.key is not None
    if reading.public is not None and reading.public != public_text(file.key):
        raise SealRefused(f"{file.path} is signed by another key; name the new one with `seals --new-key`.")
    newest = max(reading.seals, default=0)
    at = last.id if last else 0
    if newest == at + 1 and (last is None or not last.line or _holds(reading, last)):
        return reading.seals[newest]
    if newest > at:
        raise SealRefused(
            f"{file.path} knows seal {newest}, this database only {at}: it is an older copy. If it was restored on purpose, say "
            "so with `seals --restored`."
        )
    if last is not None and last.line and not _holds(reading, last):
        raise SealRefused(
            f"{file.path} lacks seal {last.id} of this database: name the right file in GATEPOST_SEALS. If it is lost, say so with "
            "`seals --restored`."
        )
    return None


def _holds(reading: Reading, last: HistorySeal) -> bool:
    known = reading.seals.get(last.id)
    if known is not None:
        return known.text == last.line
    return reading.restored is not None and reading.restored == (last.id, last.digest)


def _adopt(work: UnitOfWork, last: HistorySeal | None, line: SealLine) -> HistorySeal:
    """Write the row of a seal whose line was on the disk when the power went. Raises SealRefused where its entries are others."""
    number, first, newest, newest_read, count = (int(part) for part in line.fields[:5])
    first_read = last.to_access_id + 1 if last else 1
    found = _digest(work, last.digest if last else "", first, newest, first_read, newest_read)
    if found != (count, line.fields[5]):
        raise SealRefused(
            f"Seal {number} of the file is of other entries than this database has: it is an older copy, or was rewritten. If "
            "it was restored on purpose, say so with `seals --restored`."
        )
    made = HistorySeal(
        id=number,
        from_entry_id=first,
        to_entry_id=newest,
        to_access_id=newest_read,
        entries=count,
        digest=line.fields[5],
        sealed_at=datetime.fromisoformat(line.moment),
        line=line.text,
    )
    work.session.add(made)
    work.session.flush()
    return made


def note_restore(work: UnitOfWork, file: SealFile) -> str:
    """Sign that this database is a restored copy, or goes on with a new file: seals after its last one are void. Gives the line."""
    last = _last(work)
    fields = (str(last.id), last.digest) if last else ("0", "-")
    with file.locked():
        return file.append(RESTORE, fields, work.now)


def verify_seals(work: UnitOfWork, report: VerifyReport, file: SealFile | None) -> None:
    """Check every seal against the entries it covers and, where there is a file outside, against its lines, both ways."""
    reading = read_lines(file.lines()) if file is not None else None
    if file is not None and reading is not None:
        for position, sentence in reading.sentences:
            report.breach("seal file", position, sentence)
        if file.key is not None and reading.public not in (None, public_text(file.key)):
            report.breach("seal file", 0, "The seal file is signed by another key than this machine's.")
    previous, first, first_read, is_signed_since = "", 1, 1, False
    last = 0
    table = table_of(HistorySeal)
    for row in stored_rows(work, table, order_by=(table.c.id,)):
        report.seals += 1
        if row.unreadable:
            report.breach("seal", report.seals, f"The {', '.join(row.unreadable)} of this seal cannot be read.")
            continue
        made = HistorySeal(**row.values)
        last = made.id
        if made.from_entry_id != first:
            report.breach("seal", made.id, f"This seal begins at entry {made.from_entry_id}, not at {first}.")
        found = _digest(work, previous, made.from_entry_id, made.to_entry_id, first_read, made.to_access_id)
        if found != (made.entries, made.digest):
            sentence = f"Entries {made.from_entry_id} to {made.to_entry_id} are not those that were sealed."
            report.breach("seal", made.id, sentence)
        _check_line(report, made, reading, is_signed_since)
        is_signed_since = is_signed_since or bool(made.line)
        previous, first, first_read = made.digest, made.to_entry_id + 1, made.to_access_id + 1
    if reading is None:
        report.notes.append("The seals were not compared with a file outside the database (verify --seals FILE).")
        return
    for number, line in sorted(reading.seals.items()):
        if number <= last:
            continue
        found = _digest(work, previous, int(line.fields[1]), int(line.fields[2]), first_read, int(line.fields[3]))
        if number == last + 1 and found == (int(line.fields[4]), line.fields[5]):
            report.notes.append(
                f"Seal {number} is in the file but not yet in the database: the next sealing takes it over."
            )
        else:
            report.breach("seal", number, "This seal stands in the file outside, but not in the database.")


def _check_line(report: VerifyReport, made: HistorySeal, reading: Reading | None, is_signed_since: bool) -> None:
    if not made.line:
        if is_signed_since or (reading is not None and made.id in reading.seals):
            report.breach(
                "seal", made.id, "This seal is not signed, though others were before it, or the file has its line."
            )
        return
    line = parse_line(made.line)
    if line is None or line.what != SEAL or line.fields != _fields(made) or line.moment != stamp(made.sealed_at):
        report.breach("seal", made.id, "The signed line of this seal says otherwise than its row.")
        return
    if reading is None:
        return
    known = reading.seals.get(made.id)
    if known is not None:
        if known.text != made.line:
            report.breach("seal", made.id, "This seal is another than the one in the file outside.")
    elif reading.restored is None or made.id > reading.restored[0]:
        report.breach("seal", made.id, "This seal is not in the file outside.")
    is_restored_to = known is None and reading.restored is not None and made.id == reading.restored[0]
    if is_restored_to and reading.restored is not None and made.digest != reading.restored[1]:
        report.breach("seal", made.id, "This seal is another than the one that the restore was signed on.")
