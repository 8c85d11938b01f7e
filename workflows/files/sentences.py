"""Sentences for files that cannot be opened or hold more than is read: what is the matter and what to do next."""

from __future__ import annotations

from typing import Final

from workflows.files.bounds import Refused
from workflows.sentence import Sentence

FILE_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "empty_file": ("The file is empty. Export it again.", "文件是空的。请重新导出。"),
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
}


def refusal_of(refused: Refused) -> Sentence:
    """The sentence of a file that is not read any further. Raises KeyError for a code that another room gave."""
    english, chinese = FILE_SENTENCES[refused.code]
    return Sentence(english.format_map(refused.values), chinese.format_map(refused.values))
