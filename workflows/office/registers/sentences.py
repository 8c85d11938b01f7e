"""Every sentence about a register: what is the matter, and what to write instead."""

from __future__ import annotations

from typing import Final

from workflows.sentence import Sentence, sentences

SENTENCES: Final[dict[str, Sentence]] = sentences(
    {
        # Files and sheets.
        "no_register": (
            "No sheet has the heads of a register. Download the empty workbooks, fill them in and keep their heads.",
            "没有一张工作表具有登记表的表头。请下载空表填写，保留其表头。",
        ),
        "heads_unlike": (
            "These heads are of no register. They are most like {register}{missing}{unknown}. Correct the heads; the empty "
            "workbooks have them all.",
            "此表头不是任何登记表的表头，最接近{register}表{missing}{unknown}。请更正表头，空表中有全部表头。",
        ),
        "sheet_left_out": (
            "This sheet has no heads of a register and is not read.",
            "此工作表没有登记表的表头，不读取。",
        ),
        "columns_missing": (
            "This looks like {register}, but columns are missing: {columns}. Add them with these heads.",
            "此表像是{register}表，但缺少列：{columns}。请按这些表头补上。",
        ),
        "head_twice": (
            "Two columns have the head “{head_text}”. Remove or rename one of them.",
            "有两列的表头都是“{head_text}”。请删除或改名其中一列。",
        ),
        "column_left_out": (
            "The column “{head_text}” is no column of this register and is not read.",
            "“{head_text}”不是此登记表的列，不读取。",
        ),
        "cell_unreadable": (
            "This cell cannot be read. Type its value again.",
            "此单元格无法读取。请重新输入。",
        ),
        "formula": (
            "This cell holds a formula; write the value itself.",
            "此单元格是公式，请直接填写数值或文字。",
        ),
        "cell_without_head": (
            "Above “{value}” stands no head, so nobody knows what it is. Put it into its column, give that column a head, or empty "
            "the cell.",
            "“{value}”上方没有表头，无法判断属于哪一列。请移到所属列、补上表头，或清空此格。",
        ),
        "sheet_hidden": (
            "This sheet is hidden. Show it, so that everybody sees what is taken, or delete it.",
            "此工作表已隐藏。请取消隐藏，使导入的内容都能看到，或将其删除。",
        ),
        "row_hidden": (
            "This row is hidden or filtered out. Show it, so that everybody sees what is taken, or delete it.",
            "此行已隐藏或被筛选隐藏。请取消隐藏，使导入的内容都能看到，或将其删除。",
        ),
        "column_hidden": (
            "The column “{head_text}” is hidden. Show it, so that everybody sees what is taken, or delete it.",
            "“{head_text}”列已隐藏。请取消隐藏，使导入的内容都能看到，或将其删除。",
        ),
        "no_rows": ("Below the heads nothing is filled in.", "表头下面没有填写内容。"),
        # Cells.
        "empty": ("{head} is empty. Fill it in.", "{head}未填写。请填写。"),
        "too_long": (
            "{head} has more than {limit} characters. Shorten it.",
            "{head}超过 {limit} 字。请缩短。",
        ),
        "unseen": (
            "{head} holds a character that nobody sees ({letter}). Empty the cell and type it again.",
            "{head}含有看不见的字符（{letter}）。请清空此格后重新输入。",
        ),
        "lost_digits": (
            "{head} became a number and lost its last digits. Format the column as text and type it again from the source.",
            "{head}已变成数字，末尾几位丢失。请将该列设为文本格式，按原始资料重新输入。",
        ),
        "not_a_day": (
            "{head} “{value}” is no day. Write it as year-month-day, such as 1985-03-12.",
            "{head}“{value}”不是日期。请写成年-月-日，如 1985-03-12。",
        ),
        "day_unlikely": (
            "{head} {value} cannot be right: it must lie between {first} and {last}. Write the year with four digits.",
            "{head} {value} 不可能正确：应在 {first} 至 {last} 之间。年份请写四位。",
        ),
        "not_a_word": (
            "{head} “{value}” is not known. Write one of: {words}.",
            "{head}“{value}”无法识别。请填写下列之一：{words}。",
        ),
        "not_a_number": (
            "{head} “{value}” is not a number from {least} to {most}. Correct it.",
            "{head}“{value}”不是 {least} 至 {most} 之间的数。请更正。",
        ),
        "role_without_post": (
            "No post goes with the role {role}. Say on the page of posts which one does, then take the roster.",
            "没有岗位对应角色“{role}”。请先在岗位页面指定对应岗位，再导入名册。",
        ),
        # Units.
        "code_wrong": (
            "{head} “{value}” may only hold letters, digits, hyphens and underscores, 40 at most. Correct it.",
            "{head}“{value}”只能用字母、数字、- 和 _，最多 40 个。请更正。",
        ),
        "village_code_wrong": (
            "A village has a code of 12 digits, not “{value}”. Write its division code, with the column formatted as text.",
            "村的编码应为 12 位数字，不能是“{value}”。请填统计用区划代码，并将该列设为文本格式。",
        ),
        "village_known": (
            "The code {value} leads to the village that is registered as {other}. Write {other} here, "
            "and the new code below “Division code of today”.",
            "代码 {value} 已指向以 {other} 登记的村。此处请填 {other}，新代码填在“现行区划代码”中。",
        ),
        "village_code_taken": (
            "The code {value} is that of the village {other}. Correct it; if that village is merged into this one, "
            "write it below former codes.",
            "代码 {value} 是村 {other} 的现行代码。请更正；如该村已并入本村，请填在“曾用代码”中。",
        ),
        "village_code_former": (
            "The code {value} leads to the village {other} as a former one. Correct it.",
            "代码 {value} 已登记为村 {other} 的曾用代码。请更正。",
        ),
        "former_is_own": (
            "{value} is the code that the village has today, not a former one. Leave it out, or write the new code beside it.",
            "{value} 是本村现行代码，不是曾用代码。请删去；如已换码，请在“现行区划代码”中填写新代码。",
        ),
        "merged_is_new": (
            "The village {value} is registered only since today or by this file, so it cannot end today. "
            "Take these files tomorrow, or leave the code out for now.",
            "村 {value} 今日才登记，不能当日撤销。请明日再导入，或暂不填写该编码。",
        ),
        "merged_role_taken": (
            "{value} cannot end yet: its team and that of this village are of the same unit, and each has a first "
            "secretary or leader; {names} would stand beside another. Have one of the two adjusted (no fault) first.",
            "{value}暂不能撤销：该村与本村的工作队由同一单位派出，都有第一书记或队长，{names}与本村重复。请先办理其中一人的调整（非过错）。",
        ),
        "village_ends": (
            "{value} ends on the day of taking: it is merged into {whom}.",
            "{value}自导入之日起撤销，并入{whom}。",
        ),
        "goes_on_in": (
            "{whom} is posted to {after} from that day on in the same role, no longer to {before}; nobody is recalled.",
            "{whom}自该日起由{before}转驻{after}，职务不变，不作为召回。",
        ),
        "twice": (
            "{value} stands already in {other}. Keep one of the two rows.",
            "{value} 已在{other}填写。请保留其中一行。",
        ),
        "unit_unknown": (
            "There is no unit {value}: none is registered under this code, and the files handed in together add none.{near} "
            "Correct the code, or add the unit to the register of units.",
            "没有编码为 {value} 的单位：系统中未登记，一并提交的文件中也没有。{near}请更正编码，或在单位表中补上该单位。",
        ),
        "circle": (
            "The units {value} stand above one another in a circle. Correct the code of the parent.",
            "单位 {value} 互为上级，形成循环。请更正上级编码。",
        ),
        "too_deep": (
            "The way from the top to {value} is too long. Use shorter codes or fewer levels.",
            "从最上级到 {value} 的层级过多或编码过长。请缩短编码或减少层级。",
        ),
        "below_village": (
            "{value} is a village; nothing stands below a village. Correct the code of the parent.",
            "{value} 是村，村下面不能再设单位。请更正上级编码。",
        ),
        "village_not_in_township": (
            "A village stands below a township, but {value} is none. Correct the code of the parent, or that unit's kind.",
            "村的上级应为乡镇，{value} 不是乡镇。请更正上级编码或该单位的类型。",
        ),
        "kind_changed": (
            "{value} is registered as {before} and cannot become {after}. Write the "
            "registered kind; a new unit needs a code of its own.",
            "{value} 登记的类型是{before}，不能改为{after}。请填登记的类型；新设的单位请用新的编码。",
        ),
        "unit_moves": (
            "{value} stands below {before} and cannot move below {after} by a workbook: running and "
            "past cases are found by where it stood on a day. Write "
            "{before}, and move the unit on its page, from a day on.",
            "{value} 的上级是 {before}，不能用登记表改到 {after} 之下：已有案件按其当日的位置查阅。"
            "请填 {before}，并在该单位的页面上自某日起变更上级单位。",
        ),
        "village_only": (
            "{head} is for villages only. Empty the cell, or correct the kind.",
            "{head}只有村填写。请清空此格，或更正类型。",
        ),
        "swapped": (
            "Latitude and longitude seem to be exchanged. Latitude comes first: 3 to 54; longitude is 73 to 136.",
            "纬度和经度似乎填反了。纬度在 3 至 54 之间，经度在 73 至 136 之间。",
        ),
        "short_name_short": (
            "The short name “{value}” is too short: a name of one character stands in other words too. Leave it out.",
            "简称“{value}”太短：一个字的简称会出现在别的词里。请删去。",
        ),
        "short_name_long": (
            "The short name “{value}” is too long. Separate the names by commas.",
            "简称“{value}”太长。请用顿号隔开各个简称。",
        ),
        "short_name_many": (
            "At most {limit} short names; leave out “{value}”.",
            "简称最多 {limit} 个，请删去“{value}”。",
        ),
        # People.
        "disagrees": (
            "{head} of {number} is “{value}” here and “{other_value}” in {other}. Write the same in both rows.",
            "工号 {number} 的{head}，这里是“{value}”，{other}是“{other_value}”。请填写一致。",
        ),
        "number_of_another": (
            "The number {number} belongs to {known}, not to {value}. Correct the number "
            "or the name. If the person changed their name, "
            "write the registered date of birth in the row as well.",
            "工号 {number} 是 {known} 的，不是 {value} 的。请更正工号或姓名。如系本人改名，请在本行同时填写登记的出生日期。",
        ),
        "name_of_another": (
            "The number {number} belongs to {known}, not to {value}. Correct the number or the name; the name is that of the"
            " register of people.",
            "工号 {number} 是 {known} 的，不是 {value} 的。请更正工号或姓名，姓名须与人员表一致。",
        ),
        "person_unknown": (
            "Nobody has the number {value}, neither here nor in the files. Correct it, "
            "or add the person to the register of people.",
            "没有工号为 {value} 的人员，系统和文件中都没有。请更正，或在人员表中补上。",
        ),
        "post_unknown": (
            "There is no post “{value}”. Choose it from the list of the empty workbook, or write its key.",
            "没有“{value}”这个岗位。请从空表的列表中选，或填写岗位代码。",
        ),
        "post_withdrawn": (
            "The post {value} was withdrawn on {since}. Choose another.",
            "岗位“{value}”已于 {since} 撤销。请另选岗位。",
        ),
        "post_ambiguous": (
            "Several posts are called “{value}”. Write the key of the one that is meant: {keys}.",
            "有几个岗位都叫“{value}”。请填写岗位代码：{keys}。",
        ),
        "post_elsewhere": (
            "The post {post} stands in a unit of the kind {kind}, but {value} is of the "
            "kind {other_kind}. Correct the unit or the post.",
            "岗位“{post}”设在{kind}，而 {value} 的类型是{other_kind}。请更正任职单位编码或岗位。",
        ),
        "no_post_here": (
            "{head} is filled in, but the row names no post. Name the post, or empty the cell.",
            "填写了{head}，但本行没有岗位。请填写岗位，或清空此格。",
        ),
        "telephone_wrong": (
            "{head} “{value}” is no telephone number. Write digits, such as 0745-2712345 or 2712345转803.",
            "{head}“{value}”不是电话号码。请填数字，如 0745-2712345 或 2712345转803。",
        ),
        "held_since": (
            "This post is held since {since} already. Write that day or leave the cell empty.",
            "此岗位已自 {since} 起任职。请填该日期，或留空。",
        ),
        "held_until": (
            "This post was held until {until}; the new term cannot begin before. Correct the day.",
            "此岗位上一任期到 {until} 结束，新任期不能早于该日。请更正日期。",
        ),
        "username_wrong": (
            "{head} “{value}” needs 2 to 60 letters, digits or . _ - @. Correct it.",
            "{head}“{value}”应为 2 至 60 个字母、数字或 . _ - @。请更正。",
        ),
        "username_taken": (
            "{head} {value} belongs to somebody else. Choose another.",
            "{head} {value} 已被别人使用。请另取一个。",
        ),
        "has_account": (
            "{number} signs in as {known} already. Write that name or leave the cell empty.",
            "工号 {number} 已有用户名 {known}。请填该用户名，或留空。",
        ),
        # The roster.
        "not_a_village": (
            "{value} is no village with kind and fence. Correct the code, or complete the village in the register of units.",
            "{value} 不是已登记村别和围栏的村。请更正编码，或在单位表中补全该村。",
        ),
        "sender_is_village": (
            "{value} is a village and sends nobody. Write the code of the unit that the person comes from.",
            "{value} 是村，不能作为派出单位。请填写本人原单位的编码。",
        ),
        "not_of_sender": (
            "{name} belongs to {unit}, which is neither {value} nor below it. Correct "
            "this code, or the unit in the register of people.",
            "{name} 的所在单位是 {unit}，不属于 {value}。请更正派出单位编码，或更正人员表中的所在单位。",
        ),
        "posted_already": (
            "{name} is posted as {role} to {village} by {unit} since {since}. Write "
            "what stands; a recall or a dispatch changes it.",
            "{name} 自 {since} 起由 {unit} 派驻 {village} 任{role}。请按登记填写；变动请通过召回或派驻办理。",
        ),
        "posted_until": (
            "{name} was posted until {until}; a new posting cannot begin before. Correct the day.",
            "{name} 上次派驻到 {until} 结束，新的派驻不能早于该日。请更正日期。",
        ),
        "role_taken": (
            "This team has a {role} already ({other}). Correct the role of one of them.",
            "该工作队已有{role}（{other}）。请更正其中一人的角色。",
        ),
        # What changes.
        "changed": (
            "{whom}: {head} becomes {after} instead of {before}.",
            "{whom}：{head}由“{before}”改为“{after}”。",
        ),
        "posts_stay": (
            "{whom} goes on holding {posts} in {unit}. If that is over, end it on the page of the person.",
            "{whom}仍在 {unit} 担任{posts}。如已卸任，请在该人员页面上结束任职。",
        ),
        "nobody_decides": (
            "Afterwards nobody with an account decides on settings, units, posts and new versions: what is entered would wait. "
            "Give somebody such a post (as shipped: director, city village-stationing office) and a user name.",
            "导入后没有任何有用户名的人有权审定设置、单位、岗位和新版本，录入的变更将一直待审定。请为一人填写此类岗位（出厂为市委驻村办主任）和用户名。",
        ),
        "one_decides": (
            "{name} alone decides for all units: what {name} hands in, and what gives {name} a post, somebody else must agree to. "
            "Give a second person such a post, or such files are taken on the server.",
            "只有{name}一人有权审定：{name}本人提交的或涉及其本人任职的内容须由他人审定。请再为一人填写此类岗位，否则此类文件只能在服务器上导入。",
        ),
        "nobody_leads": (
            "Nobody holds “{post}” in {count} units of its kind ({units}): what cases ask there would wait.",
            "有 {count} 个单位无人担任“{post}”（{units}）：案件到此将无人办理。",
        ),
        "no_administrator": (
            "Afterwards nobody holds a post of an administrator with an account. Give "
            "somebody the post “administrator” and a user name.",
            "导入后没有任何有用户名的人担任系统管理员。请为一人填写岗位“系统管理员”和用户名。",
        ),
    }
)
