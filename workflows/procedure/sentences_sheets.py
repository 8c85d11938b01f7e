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
    "sheet_property_alone": (
        "{id} has {name} but no sheet; name the sheet too, or remove it.",
        "{id} 有 {name} 而没有 sheet；请写明表名，或删除该属性。",
    ),
    "sheet_again_grouped": (
        "{id} cuts its sheet into groups and says which rows a later round asks again; only a task over the whole sheet can. "
        "Remove one of sheet_group and sheet_again.",
        "{id} 既按组办理又指定后续轮次重新办理的行，只有办理整张表的任务可以指定；请删除 sheet_group 或 sheet_again。",
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
    "ask_sheet": (
        "{id} asks the persons of the sheet {name}, but nothing in this diagram opens its rows; call case.open_rows with the "
        "header sheet = {name} before it.{advice}",
        "{id} 请表 {name} 的人员答复，但本图没有打开该表各行的环节；请在其前调用 case.open_rows，标头 sheet = {name}。{advice_zh}",
    ),
    "ask_nobody": (
        "{id} asks the persons of the sheet {name}, but its rows name none; give each row a person, or say by the header person "
        "which column names them.",
        "{id} 请表 {name} 的人员答复，但各行没有载明人员；请为各行写明 person，或用标头 person 指明所在列。",
    ),
    "ask_person": (
        "{id} takes whom it asks from the column {name}, which the rows do not have; they have {known}.{advice}",
        "{id} 按列 {name} 确定答复人，但各行没有这一列；现有：{known_zh}。{advice_zh}",
    ),
    "ask_silence": (
        "{id} takes silence as {name}, which the form does not offer as an outcome; it offers {known}.{advice}",
        "{id} 将逾期未答复视为 {name}，但表单没有这一结论；可选：{known_zh}。{advice_zh}",
    ),
    "ask_silence_missing": (
        "{id} does not say what it means when nothing is said; name by the header silence one outcome of the form {form}: {known}.",
        "{id} 没有说明逾期未答复的后果；请用标头 silence 写明表单 {form} 的一个结论：{known_zh}。",
    ),
    "ask_silence_alone": (
        "{id} takes silence as {name}, but the form {form} asks no outcome; add the question outcome, or remove the header.",
        "{id} 将逾期未答复视为 {name}，但表单 {form} 没有结论一项；请加上 outcome，或删除该标头。",
    ),
    "ask_key": (
        "{key} is asked of the person and of the office, so one would overwrite the other; call it something else here. The sheet "
        "is {name}.",
        "表 {name} 中 {key} 既由当事人填写又由办理人填写，会相互覆盖；请在此另取键名。",
    ),
    "ask_reads_case": (
        "{what} reads {name}, but whoever answers on a row sees that row alone; give it as a column.{advice}",
        "{what_zh} 读取 {name}，但答复人只能看到本人所在的行；请将其作为列给出。{advice_zh}",
    ),
    "sheet_answer_missing": (
        "The sheet {name} needs {key} on each row, but the form of a row does not ask it; add the question.",
        "表 {name} 每一行都需填写 {key}，但行表单没有此项；请加上。",
    ),
}
