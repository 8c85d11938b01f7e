"""Which account of an attendance program is whose; files that are imported know people by it."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from workflows.attendance.import_words import AccountProgram
from workflows.attendance.models import AttendanceAccount
from workflows.store import UnitOfWork


def account_owner(work: UnitOfWork, program: AccountProgram, account: str) -> AttendanceAccount | None:
    """Whose an account is, None where nobody has said so."""
    of_account = (AttendanceAccount.program == program, AttendanceAccount.account == account)
    return work.session.scalars(select(AttendanceAccount).where(*of_account)).first()


def bind_account(
    work: UnitOfWork, program: AccountProgram, account: str, person_id: uuid.UUID, bound_by_id: uuid.UUID
) -> None:
    """Say whose an account is from now on, also where it was somebody else's before."""
    known = account_owner(work, program, account)
    if known is None:
        known = AttendanceAccount(program=program, account=account, person_id=person_id, bound_at=work.now)
        work.session.add(known)
    known.person_id, known.bound_by_id, known.bound_at = person_id, bound_by_id, work.now
    work.session.flush()
