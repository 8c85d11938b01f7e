// The pages' policy takes no style elements made by a script; sheets that a script builds are none. CodeMirror, which the editors
// hold, writes such elements: here it hands over its rules instead.
import { StyleModule } from "style-mod";

const adopted = new Map();

function adopt(rules) {
  if (!document.adoptedStyleSheets || adopted.has(rules)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  adopted.set(rules, sheet);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

StyleModule.mount = (_root, modules) => {
  for (const each of [modules].flat(Infinity)) adopt(each.getRules());
};

// One sheet whose rules are replaced: marks on parts that an editor draws anew whenever it likes.
export function marks() {
  if (!document.adoptedStyleSheets) return () => {};
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return (rules) => sheet.replaceSync(rules);
}
