"""M6: whose diaries are looked at in a month, what the township finds, and what a copied entry proves: nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.assessment.played_month import GROUND, MARCH, PlayedMonth, build_played_month
from tests.attendance.exports import neutral
from tests.attendance.stored_office import breaches
from tests.clock import MovingClock
from tests.office.values import decided
from workflows.assessment.check_models import DiaryCheck
from workflows.assessment.models import MemberMonth
from workflows.assessment.words import DiaryFinding
from workflows.attendance.diary import DiaryWish, write_entry
from workflows.attendance.recognition import finish
from workflows.casework.errors import InvalidAnswers, NotFound
from workflows.casework.models import LedgerRow, Notice
from workflows.store import Store

COPIED = "上午走访花园坪组两户，了解春耕备耕情况；下午到村部整理档案，晚上参加院坝会，讲解医保政策。"
OWN = {
    17: "全天在县城参加乡村振兴业务培训，学习产业项目申报流程，回村后向队长汇报合作社入股方案。",
    18: "协助村两委清理河道垃圾，组织党员义务劳动，处理两起邻里纠纷，登记危房改造资料。",
}


@pytest.fixture
def month(store: Store, clock: MovingClock) -> PlayedMonth:
    return build_played_month(store, clock)


def write(month: PlayedMonth, by: str, day: int, text: str, **other: Any) -> None:
    with month.store.write() as work:
        wish = DiaryWish(date(2026, 3, day), "花园坪组", text, households=("张大山",))
        write_entry(work, month.actor(by), replace(wish, **other))


def ledger(month: PlayedMonth, ledger_id: str) -> Sequence[LedgerRow]:
    with month.store.read() as work:
        rows = work.session.scalars(select(LedgerRow).where(LedgerRow.ledger_id == ledger_id)).all()
        work.session.expunge_all()
        return rows


def test_diaries_are_looked_at_and_a_copied_entry_is_no_source(month: PlayedMonth, clock: MovingClock) -> None:
    with month.store.write() as work:
        decided(work, "9/10", key="diary.sample_share")
        decided(work, "2", key="diary.weekly_least")
    # W writes one text on two days, A their own of two; L nothing. Each of these days has a punch of W or A.
    for by, day, text in (*(("A", day, OWN[day]) for day in OWN), ("W", 20, COPIED), ("W", 21, COPIED)):
        clock.move_to(f"2026-03-{day} 20:00")
        write(month, by, day, text)
    clock.move_to("2026-03-31 20:00")
    write(month, "A", 19, "上午入户三家宣传森林防火，下午到镇里开会，领取春耕补贴申报表格。")  # late
    lines = [f"{number},{name},V1,2026-03-{day:02},2026-03-{day:02} 07:30,in,,,1,app,,"
             for number, name, days in (("W", "全月员", (20, 21)), ("A", "到岗员", (17, 18, 19))) for day in days]  # fmt: skip
    month.begin()
    import_id = month.office.stored(neutral(*lines), "三月.csv", month=MARCH)
    with month.store.write() as work:
        finish(work, month.actor("gan"), import_id)
    month.save("collect", "village_lists", "gan", {"outcome": "without"})
    month.complete("collect", "gan")

    rows = {row.name: row for row in month.rows("assessment.diaries")}
    told = {name: (row.given["entries"], row.given["wanted"], row.given["late"]) for name, row in rows.items()}
    assert told["全月员"] == (2, 8, 0)
    assert told["离岗员"] == (0, 2, 0)
    assert rows["全月员"].given["likeness"] == 100
    assert rows["全月员"].given["like"] in ("本人3月20日", "本人3月21日")
    assert rows["全月员"].given["chosen"].startswith("篇数不足、与其他日记雷同")
    assert "张大山" not in str([row.given for row in rows.values()]), "households are masked on the sheet"
    if "到岗员" in rows:  # three entries of four asked for
        assert told["到岗员"] == (3, 4, 1)

    with pytest.raises(NotFound):
        month.save("diaries", "assessment.diaries", "yi", {"outcome": "ok"})
    with pytest.raises(InvalidAnswers):
        month.save("diaries", "assessment.diaries", "xiang", {"outcome": "thin", "ground": "太少"})
    copied = {"outcome": "copied", "ground": GROUND}
    with pytest.raises(InvalidAnswers):
        month.save("diaries", "assessment.diaries", "xiang", {**copied, "copied_days": "40"}, "全月员")
    month.save("diaries", "assessment.diaries", "xiang", {"outcome": "ok"})
    month.save("diaries", "assessment.diaries", "xiang", {**copied, "copied_days": "21"}, "全月员")
    month.complete("diaries", "xiang")
    with month.store.read() as work:
        checks = {check.member_month.person.name: check for check in work.session.scalars(select(DiaryCheck))}
        assert checks["全月员"].finding is DiaryFinding.COPIED
        assert checks["全月员"].copied_days == ["2026-03-21"]
        assert checks["离岗员"].finding is DiaryFinding.OK
        notices = work.session.scalars(select(Notice).where(Notice.text.contains("经抽查认定"))).all()
        assert [(notice.person_id, GROUND in notice.text) for notice in notices] == [(month.office.persons["W"], True)]

    # 日记抽查表: a line a member, for the office and the county; no word of a diary stands in it.
    lines = {row.cells["name"]: row.cells for row in ledger(month, "diaries")}
    assert (lines["全月员"]["finding"], lines["全月员"]["days"]) == ("雷同", "21")
    assert lines["离岗员"]["finding"] == "正常"
    assert "花园坪" not in str(lines)

    # A punch and the entry of the day agree: counted. The copied one, and the one written late, leave one source alone.
    open_days = {(row.name, day) for row in month.rows("assessment.exceptions") for day in row.given["dates"]}
    assert open_days == {("全月员", "2026-03-21"), ("到岗员", "2026-03-19")}
    month.save("exceptions", "assessment.exceptions", "xiang", {"outcome": "not_counted", "ground": GROUND})
    month.clock.move_to("2026-04-08 09:00")
    month.complete("exceptions", "xiang")
    decided_on = {(row.cells["name"], row.cells["days"]): row.cells for row in ledger(month, "exceptions")}
    assert decided_on["全月员", "2026年3月21日"]["decision"] == "不计"
    with month.store.read() as work:
        present = {row.person.name: row.present_halves for row in work.session.scalars(select(MemberMonth))}
    assert present == {"全月员": 2, "到岗员": 4, "离岗员": 0, "五日员": 0}
    diary = next(row for row in month.rows("assessment.points") if row.name == "全月员" and row.given["line"] == "日记")
    assert "抽查认定雷同，雷同1天" in diary.given["known"]
    assert breaches(month.store) == []
