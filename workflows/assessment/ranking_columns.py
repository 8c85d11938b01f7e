"""The columns of a month's published tables (排名表、考核汇总表、积分明细表、出勤汇总表)."""

from __future__ import annotations

from workflows.procedure.ledger_model import LedgerColumn, LedgerFile, plain_column
from workflows.sentence import Sentence

_LOST = Sentence("Taken off", "扣分")
_BEFORE = Sentence("Month before", "与上月比较")
_GROUP = plain_column("group", "Compared with", "组别", 12)
_PLACE = plain_column("place", "Place", "名次", 6)
_TOTAL = plain_column("total", "Points", "得分", 8)
_COMPARED = (
    plain_column("before", "Points then", "上月得分", 9, _BEFORE),
    plain_column("moved", "Up or down", "升降", 8, _BEFORE),
)
_REMARK = plain_column("remark", "Remark", "备注", 8)


def _table(key: str, en: str, zh: str, *columns: LedgerColumn) -> LedgerFile:
    return LedgerFile(key, "", Sentence(en, zh), (), "", columns)


UNITS = _table(
    "ranked_units",
    "Ranking of dispatching units",
    "派出单位月度排名表",
    _GROUP,
    _PLACE,
    plain_column("unit", "Unit", "派出单位", 26),
    plain_column("teams", "Teams", "工作队数", 8),
    plain_column("mean", "Mean of the teams", "工作队平均分", 10),
    plain_column("recalls", "Ordered recalls", "责令召回", 8, _LOST),
    plain_column("overdue", "Days late", "改派超期天数", 10, _LOST),
    plain_column("empty", "Empty days", "空岗天数", 8, _LOST),
    plain_column("lost", "Points off", "合计扣分", 8, _LOST),
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
    plain_column("team", "Team", "工作队", 24),
    plain_column("village", "Village", "所驻村", 18),
    plain_column("unit", "Sent by", "派出单位", 24),
    plain_column("members", "Members", "参评队员", 8),
    _TOTAL,
    *_COMPARED,
    _REMARK,
)
MEMBERS = _table(
    "ranked_members",
    "Ranking of members",
    "队员月度排名表",
    _PLACE,
    plain_column("name", "Name", "姓名", 10),
    plain_column("team", "Team", "工作队", 24),
    plain_column("county", "County", "县市区", 14),
    _TOTAL,
    plain_column("grade", "Grade", "等次", 8),
    *_COMPARED,
    plain_column("grade_before", "Grade then", "上月等次", 9, _BEFORE),
    _REMARK,
)
_GRADES = Sentence("Grades", "等次")
COUNTIES = _table(
    "county_summary",
    "Summary of counties",
    "县市区月度考核汇总表",
    plain_column("county", "County", "县市区", 14),
    plain_column("graded", "Graded", "参评人数", 8),
    plain_column("excellent", "Excellent", "优", 6, _GRADES),
    plain_column("good", "Good", "良", 6, _GRADES),
    plain_column("fair", "Fair", "中", 6, _GRADES),
    plain_column("poor", "Poor", "差", 6, _GRADES),
    plain_column("percent", "Excellent, %", "优秀占比（%）", 10),
    plain_column("waived", "Granted beyond the share", "特批优秀名额", 10),
    plain_column("mean", "Mean points", "平均分", 8),
    plain_column("appealed", "Appeals", "申请复核", 8),
    plain_column("provisional", "Provisional", "暂定", 8),
    plain_column("as_it_stands", "As it stood at the cut-off", "按现有数据", 10),
)
LINES = _table(
    "lines_of_points",
    "Lines of points",
    "积分明细表",
    plain_column("name", "Name", "姓名", 10),
    plain_column("team", "Team", "工作队", 22),
    plain_column("kind", "Kind of line", "类别", 10),
    plain_column("line", "Line", "项目", 22),
    plain_column("most", "At the most", "满分", 6),
    plain_column("points", "Points", "得分", 6),
    plain_column("scorer", "Scored by", "评分人", 10),
    plain_column("ground", "Evidence", "依据", 40),
)
_DAYS, _NIGHTS = Sentence("Days in the village", "在村天数"), Sentence("Nights lodged", "住村夜数")
ATTENDANCE = _table(
    "attendance_summary",
    "Attendance of the month",
    "出勤汇总表",
    plain_column("name", "Name", "姓名", 10),
    plain_column("team", "Team", "工作队", 22),
    plain_column("county", "County", "县市区", 14),
    plain_column("posted", "Days posted", "派驻天数", 8),
    plain_column("need_days", "Asked for", "应驻", 6, _DAYS),
    plain_column("days", "Present", "实驻", 6, _DAYS),
    plain_column("days_gap", "Missing", "缺口", 6, _DAYS),
    plain_column("need_nights", "Asked for", "应住", 6, _NIGHTS),
    plain_column("nights", "Lodged", "住村", 6, _NIGHTS),
    plain_column("nights_gap", "Missing", "缺口", 6, _NIGHTS),
    plain_column("leave", "Leave", "请假", 6),
    plain_column("credited", "Holidays credited", "计入节假日", 8),
    plain_column("undecided", "Undecided days", "未认定天数", 8),
    plain_column("remark", "Remark", "备注", 10),
)
