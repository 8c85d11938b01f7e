// What the form editor says, in Chinese. It has no catalogue of its own: its parts beside the form are said anew as it draws them,
// and the form itself, which is the designer's text, is left alone.

const isChinese = document.documentElement.lang.startsWith("zh");

const WORDS = {
  "Components": "组件", "Search components": "查找组件", "No components found.": "没有找到组件。",
  "Input": "填写", "Selection": "选择", "Presentation": "展示", "Containers": "容器", "Action": "操作", "Properties": "属性",
  "Text field": "单行文字", "Text area": "多行文字", "Number": "数字", "Date time": "日期时间", "Checkbox": "勾选框", "Radio group": "单选",
  "Checkbox group": "多选", "Select": "下拉选择", "Tag list": "标签多选", "File picker": "附件", "Text view": "文字", "HTML view": "HTML 内容",
  "Separator": "分隔线", "Spacer": "空白", "Group": "分组", "Dynamic list": "可增减的列表", "Table": "表格", "Button": "按钮", "Form": "表单",
  "Select a form field to edit its properties.": "请选择一个字段以编辑其属性。", "Multiple form fields are selected. Select a single form field to edit its properties.": "选中了多个字段，请只选一个。",
  "General": "基本", "Condition": "条件", "Layout": "布局", "Appearance": "外观", "Constraints": "限制", "Validation": "校验", "Serialization": "取值方式",
  "Custom properties": "自定义属性", "Options source": "选项来源", "Static options": "固定选项", "Dynamic options": "来自变量的选项", "Options expression": "选项表达式",
  "Headers source": "表头来源", "Header items": "表头", "Data source": "数据来源", "Secondary properties": "其他属性",
  "Label": "标签", "Key": "字段名", "Field label": "标签", "Field description": "说明", "Default value": "默认值", "Disabled": "不可填写", "Read only": "只读",
  "Required": "必填", "Minimum": "最小值", "Maximum": "最大值", "Minimum length": "最少字数", "Maximum length": "最多字数", "Prefix": "前缀", "Suffix": "后缀",
  "Decimal digits": "小数位数", "Increment": "步长", "Output as string": "按文字保存", "Allows arbitrary precision values": "可保存任意精度的数值",
  "Type": "类型", "Subtype": "子类型", "Date": "日期", "Time": "时间", "Date & Time": "日期和时间", "Date label": "日期的标签", "Time label": "时间的标签",
  "Time format": "时间格式", "Time interval": "时间间隔", "Use 24h": "24 小时制", "Disallow past dates": "不可选过去的日期", "Checked": "已勾选", "Not checked": "未勾选",
  "Validation pattern": "格式", "Custom regular expression": "自定义正则表达式", "Custom": "自定义", "Email": "电子邮箱", "Phone": "电话", "<none>": "无", "<empty>": "空",
  "Columns": "宽度（栏）", "Auto": "自动", "Deactivate if": "隐藏条件", "Hide if": "隐藏条件", "Value": "值", "Expression": "表达式", "List of items": "固定列表",
  "Input values key": "变量", "Path": "路径", "ID": "编号", "Text": "文字", "Submit": "提交", "Reset": "清空", "Show outline": "显示边框", "Height": "高度",
  "Supported file formats": "允许的文件格式", "Upload multiple files": "可上传多个文件", "Default number of items": "默认行数", "Allow add/delete items": "可增减行",
  "Disable collapse": "不折叠", "Number of rows per page": "每页行数", "Column": "列", "Compute on": "何时计算", "Target value": "目标值",
  "Binds to a form variable": "对应案件的变量", "Routes to a case variable": "对应案件的变量", "Create": "添加", "Toggle section": "展开或折叠", "Toggle list item": "展开或折叠",
  "Create new list item": "添加一项", "Delete item": "删除", "Section contains edits": "此组已有内容", "Section contains an error": "此组有错误", "Open pop-up editor": "在大窗口中编辑",
  "Remove": "删除", "Delete": "删除", "Must not be empty.": "不能为空。", "Must be unique.": "不能重复。", "Must not contain whitespace.": "不能含空格。",
  "Disable this field when it should not be interactive for end-users. Its data will not be submitted. This setting takes precedence over read-only.": "不可填写的字段不随表单提交；此项优先于只读。",
  "Make this field read-only when it cannot be edited by the end-user, but its content is important for them to see. Its data will still be submitted.": "只读的字段可见而不可改，内容仍随表单提交。",
  "Specify the source from which to populate the table": "表格内容的来源", "Define an expression to populate the options from.": "给出选项的表达式。",
  "Define which input property to populate the values from": "选项取自哪个变量", "Where the child variables of this component are pathed to.": "其中字段保存在此名称之下。",
  "Condition under which the field is hidden": "满足此条件时隐藏该字段",
  "Height of the container in pixels.": "高度，以像素计。", "Specify an expression to populate column items": "给出列的表达式",
};

const OWN = ".fjs-palette-container, .fjs-properties-container, .fjs-context-pad, .fjs-editor-context-pad";
const SAID = ["title", "placeholder", "aria-label", "alt"];

function sayText(node) {
  const typed = node.data.trim();
  const said = WORDS[typed];
  // What is typed into an editor of expressions is the designer's.
  if (said && node.parentElement?.closest(OWN) && !node.parentElement.closest(".cm-editor, textarea")) node.data = node.data.replace(typed, said);
}

function sayAttributes(element) {
  if (!element.closest(OWN)) return;
  for (const name of SAID) {
    const said = WORDS[element.getAttribute(name)];
    if (said) element.setAttribute(name, said);
  }
}

function say(node) {
  if (node.nodeType === Node.TEXT_NODE) sayText(node);
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  sayAttributes(node);
  for (const child of node.querySelectorAll("*")) sayAttributes(child);
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) sayText(texts.currentNode);
}

/** What the editor in `place` draws from now on is said in the page's language. */
export function speak(place) {
  if (!isChinese) return;
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "childList") addedNodes.forEach(say);
      else if (type === "attributes") sayAttributes(target);
      else sayText(target);
    }
  }).observe(place, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: SAID });
}
