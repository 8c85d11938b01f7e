// What the table editor says, in Chinese.

const isChinese = document.documentElement.lang.startsWith("zh");

const EDITOR = {
  "Add rule": "添加规则", "Add input": "添加输入", "Add output": "添加输出", "Add Input": "添加输入", "Add Output": "添加输出", "Add Rule": "添加规则",
  "Add Rule Above": "在上方添加规则", "Add Rule Below": "在下方添加规则", "Add Input Left": "在左侧添加输入", "Add Input Right": "在右侧添加输入",
  "Add Output Left": "在左侧添加输出", "Add Output Right": "在右侧添加输出", "Remove Rule": "删除规则", "Remove Input": "删除输入", "Remove Output": "删除输出",
  "Copy Rule": "复制规则", "Cut Rule": "剪切规则", "Paste Rule Above": "粘贴到上方", "Paste Rule Below": "粘贴到下方", "Rule": "规则", "Rules": "规则",
  "Input": "输入", "Output": "输出", "When": "当", "And": "且", "Then": "则", "Annotations": "说明", "Annotation": "说明", "Hit policy:": "命中规则：", "Hit policy": "命中规则",
  "Unique": "唯一", "First": "第一条", "Priority": "优先级", "Any": "任意", "Collect": "汇总", "Rule order": "按规则顺序", "Output order": "按输出顺序",
  "No overlap is possible and all rules are disjoint. Only a single rule can be matched": "规则互不重叠，只能命中一条",
  "Rules may overlap. The first matching rule will be chosen": "规则可以重叠，取第一条命中的",
  "Edit input": "编辑输入", "Edit output": "编辑输出", "Expression": "表达式", "Expression:": "表达式：", "Type": "类型", "Label": "名称", "Label:": "名称：", "Name": "名称", "Output label": "输出名称", "Input label": "输入名称",
  "Output name": "输出变量", "Type:": "类型：", "Name:": "变量：", "Close": "关闭", "Editing": "编辑", "Values": "取值", "Add predefined values": "添加预设取值", "Predefined values": "预设取值", "Edit": "编辑",
  "Decision name": "决策名称", "Edit Decision Table": "编辑决策表", "View DRD": "关系图", "Decision Table": "决策表", "Literal Expression": "表达式",
  "Change text": "更改文本", "Remove": "删除", "Activate hand tool": "移动画布", "Activate lasso tool": "框选", "Create decision": "新建决策", "Create input data": "新建输入数据",
};

const translate = (template, replacements = {}) =>
  ((isChinese && EDITOR[template]) || template).replace(/{([^}]+)}/g, (_whole, key) => replacements[key] ?? `{${key}}`);

export const tableTranslation = { translate: ["value", translate] };

const VIEWS = isChinese
  ? { drd: "关系图", decisionTable: "决策表", literalExpression: "表达式", boxedExpression: "表达式" }
  : { drd: "Diagram", decisionTable: "Table", literalExpression: "Expression", boxedExpression: "Expression" };

export const viewName = (view) => (view.type === "drd" ? VIEWS.drd : `${view.element.name || view.element.id} · ${VIEWS[view.type] ?? view.type}`);
