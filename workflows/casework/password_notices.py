"""Who is told of first passwords: each person whom one was made for, and the posts that decide."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.casework.models import Notice
from workflows.casework.prepared import tell_deciding
from workflows.casework.words import NoticeKind
from workflows.people.first_passwords import FirstPassword
from workflows.store import UnitOfWork

_NAMED = 20  # names in a notice; the record has all


def tell_of_passwords(work: UnitOfWork, issued: Sequence[FirstPassword]) -> None:
    """Tell everybody of their own first password, and those who decide of all of them. The record has the accounts."""
    if not issued:
        return
    for each in issued:
        text = (
            "您的密码已由服务器管理人员重置为初始密码。如非本人申请，请立即告知驻村办主任。"
            if each.had_one
            else "您的账户已启用，初始密码由服务器管理人员生成。如到手时已不能登录，说明有人先行使用，请立即告知驻村办主任。"
        )
        text_en = (
            "Whoever runs the server gave you a first password in place of yours. If you did not ask for it, tell the director."
            if each.had_one
            else "Your account is open; whoever runs the server made its first password. If it opened nothing when it reached you,"
            " somebody used it before you: tell the director at once."
        )
        work.session.add(
            Notice(kind=NoticeKind.NOTICE, person_id=each.person_id, text=text, text_en=text_en, created_at=work.now)
        )
    reset = [each for each in issued if each.had_one]
    named = [f"{each.name}（{each.username}）" for each in (reset or issued)[:_NAMED]]
    named_en = [f"{each.name} ({each.username})" for each in (reset or issued)[:_NAMED]]
    more, more_en = ("等", " and others") if len(reset or issued) > _NAMED else ("", "")
    tell_deciding(
        work,
        NoticeKind.NOTICE,
        f"已为 {len(issued)} 个账户生成初始密码，其中重置 {len(reset)} 个：{'、'.join(named)}{more}。",
        f"{len(issued)} first passwords were made, {len(reset)} of them in place of others: {', '.join(named_en)}{more_en}.",
    )
