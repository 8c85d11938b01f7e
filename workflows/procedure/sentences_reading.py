"""Sentences of the reader: files, XML, JSON and YAML that are refused, and vocabulary that Gatepost does not execute."""

from __future__ import annotations

from typing import Final

READING_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "folder_missing": (
        "There is no folder {path}; name a folder that holds one procedure.",
        "没有文件夹 {path}；请指定存放一个流程的文件夹。",
    ),
    "folder_unreadable": (
        "The file cannot be read ({reason}); check that it exists and may be opened.",
        "文件无法读取（{reason}）；请检查文件是否存在、是否有权限打开。",
    ),
    "file_is_none": (
        "This is no file but a pipe, a device, a folder or a link to itself; put the file itself in its place.",
        "这不是普通文件，而是管道、设备、文件夹或指向自身的链接；请换成文件本身。",
    ),
    "file_name_unreadable": (
        "The name is not written in UTF-8; give it a name of letters, digits, hyphens and underscores.",
        "名称不是 UTF-8 编码；请改用字母、数字、连字符和下划线命名。",
    ),
    "file_too_large": (
        "The file has {size:,} bytes; at most {limit:,} are read. Make it smaller.",
        "文件有 {size:,} 字节，超过上限 {limit:,} 字节。请缩小文件。",
    ),
    "folder_too_large": (
        "The folder holds {count} files with {size:,} bytes; at most {most} files with {limit:,} bytes are read.",
        "文件夹内有 {count} 个文件、{size:,} 字节；最多读取 {most} 个文件、{limit:,} 字节。",
    ),
    "file_unknown": (
        "A procedure folder holds one .bpmn file, .dmn files, forms/*.form, examples.yaml, scenarios/*.yaml and "
        "labels.<locale>.yaml; this file is not used. Move it elsewhere.",
        "流程文件夹只包含一个 .bpmn 文件、.dmn 文件、forms/*.form、examples.yaml、scenarios/*.yaml 和 labels.<语言>.yaml；"
        "此文件不会被使用，请移到别处。",
    ),
    "bundle_refused": (
        "The archive cannot be unpacked ({reason}); pack the procedure folder as a ZIP file again.",
        "压缩包无法解开（{reason}）；请重新将流程文件夹打包为 ZIP 文件。",
    ),
    "diagram_missing": (
        "The folder holds no .bpmn file; save the diagram as {process}.bpmn.",
        "文件夹中没有 .bpmn 文件；请将流程图保存为 {process}.bpmn。",
    ),
    "diagrams_several": (
        "The folder holds {count} .bpmn files; one folder is one procedure, so move the others to folders of their own.",
        "文件夹中有 {count} 个 .bpmn 文件；一个文件夹只放一个流程，请把其他流程图移到各自的文件夹。",
    ),
    "file_name": (
        "The diagram is called {name}; name it {expected}, like its folder and its process id.",
        "流程图文件名为 {name}；应与文件夹名、流程标识一致，改为 {expected}。",
    ),
    "xml_refused": ("{sentence_en}", "{sentence_zh}"),
    "not_bpmn": (
        "The file is not a BPMN 2.0 diagram (its root is {tag}); save it from a BPMN editor.",
        "文件不是 BPMN 2.0 流程图（根元素为 {tag}）；请用 BPMN 编辑器保存。",
    ),
    "process_missing": (
        "The diagram holds no process; draw one and give it the id {process}.",
        "图中没有流程；请绘制一个流程，标识为 {process}。",
    ),
    "processes_several": (
        "The diagram holds {count} processes; one folder is one procedure: mark one as executable, and call the others by call "
        "activities.",
        "图中有 {count} 个流程；一个文件夹只放一个流程：请只将其中一个设为可执行，其他流程用调用活动来调用。",
    ),
    "process_id": (
        "The process is called {found}; its id must be the folder name {expected}.",
        "流程标识为 {found}，应与文件夹名 {expected} 一致。",
    ),
    "not_executable": (
        'The process is not marked as executable; set isExecutable="true".',
        '流程未标记为可执行；请勾选“可执行”（isExecutable="true"）。',
    ),
    "too_many_elements": (
        "The diagram holds {count} elements; at most {limit} are read. Move parts into called procedures.",
        "图中有 {count} 个元素，最多 {limit} 个；请把一部分移到被调用的流程中。",
    ),
    "sub_process_depth": (
        "Sub-processes lie more than {limit} deep in one another; use call activities instead.",
        "子流程嵌套超过 {limit} 层；请改用调用活动。",
    ),
    "id_missing": (
        "A {tag} has no id; give it one.",
        "有一个 {tag} 没有标识；请填写标识。",
    ),
    "id_twice": (
        "The id {id} is used twice; ids must be unique in a diagram.",
        "标识 {id} 重复使用；同一流程图内的标识必须唯一。",
    ),
    "id_text": (
        "The id {id} is not usable; an id starts with a letter and holds only ASCII letters, digits, _ - and ., at most 120.",
        "标识 {id} 不可用；标识以字母开头，只含英文字母、数字、_、- 和 .，最长 120 个字符。",
    ),
    "element_unsupported": (
        "Gatepost does not execute {tag}; {advice}",
        "系统不支持元素 {tag}；{advice_zh}",
    ),
    "attribute_unsupported": (
        "Gatepost does not read the attribute {attribute} of {tag}; remove it.{advice}",
        "系统不读取 {tag} 的属性 {attribute}；请删除。{advice_zh}",
    ),
    "attribute_value": (
        "The attribute {attribute} of {tag} must be {expected}, not {value}.",
        "{tag} 的属性 {attribute} 必须是 {expected}，不能是 {value}。",
    ),
    "foreign_vocabulary": (
        "{name} belongs to the {vendor} vocabulary, which Gatepost does not execute; use the zeebe extension elements instead.",
        "{name} 属于 {vendor} 词汇，系统不执行；请改用 zeebe 扩展元素。",
    ),
    "namespace_unknown": (
        "{name} belongs to a vocabulary that Gatepost does not know; remove it.",
        "{name} 属于系统不认识的词汇；请删除。",
    ),
    "extension_unsupported": (
        "Gatepost does not execute zeebe:{name} on {tag}; remove it.{advice}",
        "系统不执行 {tag} 上的 zeebe:{name}；请删除。{advice_zh}",
    ),
    "extension_twice": (
        "zeebe:{name} stands twice on one element; keep one.",
        "同一元素上有两个 zeebe:{name}；请只保留一个。",
    ),
    "extension_attribute": (
        "Gatepost does not read the attribute {attribute} of zeebe:{name}; remove it.{advice}",
        "系统不读取 zeebe:{name} 的属性 {attribute}；请删除。{advice_zh}",
    ),
    "extension_attribute_missing": (
        "zeebe:{name} needs the attribute {attribute}.",
        "zeebe:{name} 缺少属性 {attribute}。",
    ),
    "property_unknown": (
        "Gatepost does not know the property {name} of {tag}; {advice}",
        "系统不认识 {tag} 的属性 {name}；{advice_zh}",
    ),
    "header_twice": (
        "The header {name} stands twice; keep one.",
        "表头 {name} 重复；请只保留一个。",
    ),
    "property_twice": (
        "The property {name} stands twice; keep one.",
        "属性 {name} 重复；请只保留一个。",
    ),
    "reference_missing": (
        "{attribute} names {target}, which is not in the diagram.",
        "{attribute} 指向的 {target} 不在图中。",
    ),
    "flow_between_scopes": (
        "The flow goes from {source} to {target}, which lie in different sub-processes; flows stay inside one.",
        "连线从 {source} 到 {target}，二者不在同一子流程内；连线不能跨越子流程边界。",
    ),
    "event_definitions_several": (
        "The event has {count} event definitions; Gatepost executes one per event.",
        "事件有 {count} 个事件定义；每个事件只能有一个。",
    ),
    "event_definition_reference": (
        "{id} names no {what}; choose one in the properties panel.",
        "{id} 没有指定{what_zh}；请在属性面板中选择。",
    ),
    "timer_text": (
        "A timer needs exactly one of timeDate, timeDuration and timeCycle, with a text.",
        "定时事件必须且只能填写日期、时长、循环三者之一。",
    ),
    "boolean_text": (
        "The attribute {attribute} must be true or false, not {value}.",
        "属性 {attribute} 必须是 true 或 false，不能是 {value}。",
    ),
    "lane_element_twice": (
        "{id} lies in two lanes ({first} and {second}); keep it in one.",
        "{id} 同时位于两个泳道（{first} 和 {second}）；请只保留一个。",
    ),
    "lane_side": (
        "The property side of a lane is unit or office, not {value}.",
        "泳道属性 side 只能是 unit 或 office，不能是 {value}。",
    ),
    "data_mapping": (
        "A data association that assigns or transforms values is not executed; use zeebe:ioMapping.",
        "带赋值或转换的数据关联不会执行；请改用 zeebe:ioMapping。",
    ),
    "json_refused": (
        "The file is not a form: {reason}. Open it in the form editor and save it again.",
        "文件不是有效的表单：{reason_zh}。请在表单编辑器中打开并重新保存。",
    ),
    "decision_twice": (
        "The decision {id} is defined in {first} and in {second}; ids must be unique in a folder.",
        "决策 {id} 同时定义于 {first} 和 {second}；同一文件夹内标识必须唯一。",
    ),
    "yaml_refused": (
        "The file is not readable YAML: {reason}.",
        "文件不是可读取的 YAML：{reason_zh}。",
    ),
    "labels_shape": (
        "A labels file is a flat list of `key: text`; the entry {key} is not a text.",
        "标签文件应为 `键: 文本` 的平铺列表；条目 {key} 不是文本。",
    ),
    "label_unknown": (
        "The label {key} names nothing in the procedure; correct the key or remove the entry.",
        "标签 {key} 在流程中没有对应内容；请更正键名或删除该条。",
    ),
    "word_later": (
        "{name} is refused until it is built: {missing}. Remove it until then.",
        "{name} 尚未提供（{missing_zh}），提供之前不予接受；请先删除。",
    ),
    "foreign_note": (
        "{name} is another tool's note and says nothing to execution; it is not read.",
        "{name} 是其他工具的标记，与执行无关，不会读取。",
    ),
    "process_drawn": (
        "The process “{name}” is not executable, so it is drawing only; the executable one is read.",
        "流程“{name}”不可执行，仅作图示；只读取可执行的流程。",
    ),
    "invisible": (
        "A text of {what} begins or ends with a space or an invisible character; remove it.",
        "{what_zh} 的文字首尾含有空格或不可见字符；请删除。",
    ),
}
