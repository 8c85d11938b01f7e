"""The columns of a month's published tables: units, teams, members."""

from __future__ import annotations

from workflows.procedure.ledger_model import LedgerColumn, LedgerFile
from workflows.sentence import Sentence


def _column(key: str, en: str, zh: str, width: int, group: Sentence | None = None) -> LedgerColumn:
    return LedgerColumn(key, Sentence(en, zh), "", group, width)


_LOST = Sentence("Taken off", "扣分")
_BEFORE = Sentence("Month before", "与上月比较")
_GROUP = _column("group", "Compared with", "组别", 12)
_PLACE = _column("place", "Place", "名次", 6)
_TOTAL = _column("total", "Points", "得分", 8)
_COMPARED = (
    _column("before", "Points then", "上月得分", 9, _BEFORE),
    _column("moved", "Up or down", "升降", 8, _BEFORE),
)
_REMARK = _column("remark", "Remark", "备注", 8)


def _table(key: str, en: str, zh: str, *columns: LedgerColumn) -> LedgerFile:
    return LedgerFile(key, "", Sentence(en, zh), (), "", columns)


UNITS = _table(
    "ranked_units",
    "Ranking of dispatching units",
    "派出单位月度排名表",
    _GROUP,
    _PLACE,
    _column("unit", "Unit", "派出单位", 26),
    _column("teams", "Teams", "工作队数", 8),
    _column("mean", "Mean of the teams", "工作队平均分", 10),
    _column("recalls", "Ordered recalls", "责令召回", 8, _LOST),
    _column("overdue", "Days late", "改派超期天数", 10, _LOST),
    _column("empty", "Empty days", "空岗天数", 8, _LOST),
    _column("lost", "Points off", "合计扣分", 8, _LOST),
    _TOTAL,
    *_COMPARED,
    _REMARK,
)
TEAMS = _table(
    "ranked_teams",
    "Ranking of teams",
    "工作队月度排名表",
    _GROUP,
    _PLACE,
    _column("team", "Team", "工作队", 24),
    _column("village", "Village", "所驻村", 18),
    _column("unit", "Sent by", "派出单位", 24),
    _column("members", "Members", "参评队员", 8),
    _TOTAL,
    *_COMPARED,
    _REMARK,
)
MEMBERS = _table(
    "ranked_members",
    "Ranking of members",
    "队员月度排名表",
    _PLACE,
    _column("name", "Name", "姓名", 10),
    _column("team", "Team", "工作队", 24),
    _column("county", "County", "县市区", 14),
    _TOTAL,
    _column("grade", "Grade", "等次", 8),
    *_COMPARED,
    _column("grade_before", "Grade then", "上月等次", 9, _BEFORE),
    _REMARK,
)
