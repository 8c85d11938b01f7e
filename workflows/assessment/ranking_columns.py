"""The columns of a month's published tables (排名表、考核汇总表、积分明细表、出勤汇总表)."""

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
_GRADES = Sentence("Grades", "等次")
COUNTIES = _table(
    "county_summary",
    "Summary of counties",
    "县市区月度考核汇总表",
    _column("county", "County", "县市区", 14),
    _column("graded", "Graded", "参评人数", 8),
    _column("excellent", "Excellent", "优", 6, _GRADES),
    _column("good", "Good", "良", 6, _GRADES),
    _column("fair", "Fair", "中", 6, _GRADES),
    _column("poor", "Poor", "差", 6, _GRADES),
    _column("percent", "Excellent, %", "优秀占比（%）", 10),
    _column("waived", "Granted beyond the share", "特批优秀名额", 10),
    _column("mean", "Mean points", "平均分", 8),
    _column("appealed", "Appeals", "申请复核", 8),
    _column("provisional", "Provisional", "暂定", 8),
    _column("as_it_stands", "As it stood at the cut-off", "按现有数据", 10),
)
LINES = _table(
    "lines_of_points",
    "Lines of points",
    "积分明细表",
    _column("name", "Name", "姓名", 10),
    _column("team", "Team", "工作队", 22),
    _column("kind", "Kind of line", "类别", 10),
    _column("line", "Line", "项目", 22),
    _column("most", "At the most", "满分", 6),
    _column("points", "Points", "得分", 6),
    _column("scorer", "Scored by", "评分人", 10),
    _column("ground", "Evidence", "依据", 40),
)
_DAYS, _NIGHTS = Sentence("Days in the village", "在村天数"), Sentence("Nights lodged", "住村夜数")
ATTENDANCE = _table(
    "attendance_summary",
    "Attendance of the month",
    "出勤汇总表",
    _column("name", "Name", "姓名", 10),
    _column("team", "Team", "工作队", 22),
    _column("county", "County", "县市区", 14),
    _column("posted", "Days posted", "派驻天数", 8),
    _column("need_days", "Asked for", "应驻", 6, _DAYS),
    _column("days", "Present", "实驻", 6, _DAYS),
    _column("days_gap", "Missing", "缺口", 6, _DAYS),
    _column("need_nights", "Asked for", "应住", 6, _NIGHTS),
    _column("nights", "Lodged", "住村", 6, _NIGHTS),
    _column("nights_gap", "Missing", "缺口", 6, _NIGHTS),
    _column("leave", "Leave", "请假", 6),
    _column("credited", "Holidays credited", "计入节假日", 8),
    _column("undecided", "Undecided days", "未认定天数", 8),
    _column("remark", "Remark", "备注", 10),
)
