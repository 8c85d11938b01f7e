"""Sentences for attendance files that are not taken; those of every file stand in `workflows/files/sentences.py`."""

from __future__ import annotations

from typing import Final

REFUSAL_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "no_data": (
        "No sheet of the file holds any row: that is no month without punches. Export it again.",
        "文件中没有任何数据，不能视为当月无人打卡。请重新导出。",
    ),
    "unknown_layout": (
        "No sheet has heads that are known. Export from DingTalk or WeCom, or fill in the neutral table "
        "(user_key, name, work_date, punch_time, kind …).",
        "没有可识别的表头。请从钉钉或企业微信导出，或使用通用表（user_key, name, work_date, punch_time, kind …）。",
    ),
    "only_hidden_sheets": (
        "Every sheet with known heads is hidden. Show the one that counts and save the file, or export it again.",
        "可识别的工作表都是隐藏的。请取消隐藏需要导入的工作表并保存，或重新导出。",
    ),
    "mixed_layouts": (
        "Sheet {sheet} comes from another program than those before it. Import one export at a time.",
        "工作表 {sheet} 与前面的工作表来自不同系统。请一次只导入一种导出文件。",
    ),
    "no_period": (
        "The title that names the period (统计日期) is missing above the table {sheet}. Export it again and change nothing.",
        "表格 {sheet} 上方缺少统计日期标题。请重新导出，不要改动。",
    ),
    "period_too_long": (
        "The period from {first} to {last} is longer than {limit} days. Export one month.",
        "统计期间 {first} 至 {last} 超过 {limit} 天。请按月导出。",
    ),
    "periods_differ": (
        "The sheets cover different periods ({first} to {last}; {sheet} from {other}). Export them again together.",
        "各工作表的统计期间不同（{first} 至 {last}；{sheet} 自 {other} 起）。请重新一并导出。",
    ),
    "other_month": (
        "The file covers {first} to {last}, not {month}. Choose the file of that month.",
        "文件的统计期间为 {first} 至 {last}，不是 {month}。请选择该月的文件。",
    ),
    "program_failed": (
        "The program failed over this file ({fault}); the worker's log has the details. Drop it and tell the administrator.",
        "程序处理该文件时出错（{fault}），详见后台日志。请撤回该文件并告知管理员。",
    ),
    "nobody_posted": (
        "Nobody is posted in this unit in {month}, so no row could be anybody's. Choose another unit, or enter the postings first.",
        "{month} 该单位没有派驻人员，无法对应任何一行。请另选单位，或先录入派驻信息。",
    ),
    "roster_is_no_attendance": (
        "This is a list of people, not attendance. Take it as a register, on the page Registers.",
        "该文件是花名册，不是考勤。请在“登记表”页面导入。",
    ),
    "roster_heads": (
        "The roster needs the heads user_key, name, dingtalk_userid, wecom_account, village_code.",
        "花名册须有表头 user_key, name, dingtalk_userid, wecom_account, village_code。",
    ),
    "roster_line": (
        "Line {row} of the roster has no user_key or a date that is none. Correct it.",
        "花名册第 {row} 行缺少 user_key 或日期无效。请更正。",
    ),
    "roster_twice": ("The roster names one user_key twice. Correct it.", "花名册中有重复的 user_key。请更正。"),
}
