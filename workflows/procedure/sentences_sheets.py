"""What the checks say of sheets and the tasks over their rows, in English and Chinese."""

from __future__ import annotations

from typing import Final

SHEET_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "sheet_unknown": (
        "{id} goes over the sheet {name}, which no room declares.{advice}",
        "{id} 办理的表 {name} 未由任何模块声明。{advice_zh}",
    ),
    "sheet_unopened": (
        "{id} goes over the sheet {name}, but nothing in this diagram opens its rows; call case.open_rows with the header "
        "sheet = {name} before it.{advice}",
        "{id} 办理表 {name}，但本图没有打开该表各行的环节；请在其前调用 case.open_rows，标头 sheet = {name}。{advice_zh}",
    ),
    "sheet_unused": (
        "{id} names the sheet {name}, but no task here goes over it; give a user task the property sheet = {name}.{advice}",
        "{id} 指定的表 {name} 没有任何任务办理；请为用户任务加上属性 sheet = {name}。{advice_zh}",
    ),
    "sheet_group_alone": (
        "{id} has sheet_group but no sheet; name the sheet too, or remove it.",
        "{id} 有 sheet_group 而没有 sheet；请写明表名，或删除该属性。",
    ),
    "sheet_group_missing": (
        "{id} runs once for each item, all over the same rows of {name}; say by sheet_group which rows each of them has.",
        "{id} 按每一项各办一次，却都办理表 {name} 的同一批行；请用 sheet_group 写明各自的行。",
    ),
    "sheet_sealed": (
        "{id} goes over a sheet, whose rows cannot be sealed; remove sealed_until, or ask what must stay sealed in another task.",
        "{id} 按表办理，各行不能密封；请删除 sealed_until，或另设任务填写需密封的内容。",
    ),
    "sheet_key": (
        "A row is read back with {key} under that name already; call the question something else.",
        "读取各行时 {key} 已有专用含义；请为该项另取键名。",
    ),
    "sheet_files": (
        "{key} asks for files in a row of a table, where none can be chosen; ask for them in a task of their own.",
        "{key} 要求在表格的行内上传文件，无法选择；请另设任务上传。",
    ),
    "sheet_list": (
        "{key} is a list inside a row, which a table cannot show; ask its parts as questions of the row, or open a row for each.",
        "{key} 是行内的列表，表格无法显示；请改为该行的各项问题，或为每一项单独开行。",
    ),
    "sheet_confirm": (
        "{key} asks once more before it is done, which a table does not; remove confirm: a row can be saved again.",
        "{key} 设有二次确认，表格中不适用；请删除 confirm：各行可再次保存。",
    ),
    "sheet_asks_nothing": (
        "The form of a row only shows and asks nothing, so no row could be settled; add a question that is answered.",
        "行表单只展示而不填写，任何一行都无从办理；请加上需填写的项目。",
    ),
    "sheet_column": (
        "{key} is only shown, but the rows of the sheet {name} have no such column; they have {known}.{advice}",
        "{key} 仅作展示，但表 {name} 的行没有这一列；现有：{known_zh}。{advice_zh}",
    ),
    "sheet_answer": (
        "The sheet {name} takes no answer {key}; it takes {known}.{advice}",
        "表 {name} 不接受 {key} 这一项；可填：{known_zh}。{advice_zh}",
    ),
    "sheet_answer_missing": (
        "The sheet {name} needs {key} on each row, but the form of a row does not ask it; add the question.",
        "表 {name} 每一行都需填写 {key}，但行表单没有此项；请加上。",
    ),
}
