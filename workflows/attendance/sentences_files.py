"""Sentences for files that are not taken at all; `workflows/attendance/sentences.py` holds the others."""

from __future__ import annotations

from typing import Final

FILE_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "empty_file": ("The file is empty. Export it again.", "文件是空的。请重新导出。"),
    "no_data": (
        "No sheet of the file holds any row: that is no month without punches. Export it again.",
        "文件中没有任何数据，不能视为当月无人打卡。请重新导出。",
    ),
    "file_too_large": (
        "The file has {size:,} bytes; at most {limit:,} are read. Export it county by county.",
        "文件有 {size:,} 字节，超过上限 {limit:,} 字节。请按县分别导出。",
    ),
    "not_a_spreadsheet": (
        "This is no spreadsheet, whatever its name says. Export it as .xlsx or .csv.",
        "这不是电子表格，与文件名不符。请导出为 .xlsx 或 .csv。",
    ),
    "html_not_excel": (
        "This is a web page under the name of a spreadsheet. Open it in Excel or WPS and save it as .xlsx.",
        "这是网页，只是文件名像电子表格。请用 Excel 或 WPS 打开，另存为 .xlsx。",
    ),
    "xml_not_excel": (
        "This is XML text and no workbook. Open it in Excel or WPS and save it as .xlsx.",
        "这是 XML 文本，不是工作簿。请用 Excel 或 WPS 打开，另存为 .xlsx。",
    ),
    "other_format": (
        "Files of this format are not read. Open it in Excel or WPS and save it as .xlsx.",
        "不读取这种格式。请用 Excel 或 WPS 打开，另存为 .xlsx。",
    ),
    "zip_without_workbook": (
        "This is an archive without a workbook. Unpack it and import the file inside.",
        "这是压缩包，里面没有工作簿。请解压后导入其中的文件。",
    ),
    "encrypted": (
        "The workbook is protected by a password. Remove the password and import it again.",
        "工作簿设有密码。请取消密码后重新导入。",
    ),
    "macros": (
        "The workbook holds macros and is not opened. Save it as .xlsx, which has none.",
        "工作簿含有宏，不予打开。请另存为不含宏的 .xlsx。",
    ),
    "damaged": (
        "The file is damaged or only half written. Export it again.",
        "文件已损坏或不完整。请重新导出。",
    ),
    "zip_bomb": (
        "Unpacked, the workbook is larger than {limit:,} bytes and is not opened. Export it county by county.",
        "工作簿解压后超过 {limit:,} 字节，不予打开。请按县分别导出。",
    ),
    "xml_declares": (
        "The part {part} declares entities or another encoding, which no spreadsheet program writes. Export it again.",
        "文件内的 {part} 含有实体声明或特殊编码，电子表格软件不会写出这种内容。请重新导出。",
    ),
    "too_much_inside": (
        "The workbook needs more memory or time than an import has; often one cell stands far away. Export it again, or by county.",
        "工作簿占用的内存或时间超过限额，常因某个单元格离数据太远。请重新导出，或按县分别导出。",
    ),
    "too_slow": (
        "Opening the workbook took longer than {seconds} seconds. Export it county by county.",
        "打开工作簿超过 {seconds} 秒。请按县分别导出。",
    ),
    "too_many_sheets": ("The file has more than {limit} sheets. Split it.", "工作表超过 {limit} 张。请拆分文件。"),
    "too_many_rows": (
        "{sheet} has more than {limit:,} rows, or a cell below them. Export it county by county.",
        "{sheet} 超过 {limit:,} 行，或在其下方还有单元格。请按县分别导出。",
    ),
    "too_many_columns": (
        "{sheet} has a cell beyond column {limit}. Remove what stands right of the table.",
        "{sheet} 在第 {limit} 列之后还有单元格。请删除表格右侧的内容。",
    ),
    "too_many_cells": ("The file has more than {limit:,} cells. Split it.", "单元格超过 {limit:,} 个。请拆分文件。"),
    "text_too_long": (
        "A text in line {row} is longer than {limit:,} characters. Correct that line.",
        "第 {row} 行有超过 {limit:,} 个字符的内容。请更正该行。",
    ),
    "csv_broken": (
        "Line {row} cannot be read as comma-separated text. Export the file again.",
        "第 {row} 行无法按逗号分隔读取。请重新导出。",
    ),
    "unknown_encoding": (
        "The text is neither UTF-8 nor GB18030. Save it as CSV UTF-8.",
        "文本既不是 UTF-8 也不是 GB18030 编码。请另存为 CSV UTF-8。",
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
