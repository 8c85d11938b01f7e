// A form in the form-js editor, limited to what acts: fields, groups of settings and single settings that the check refuses are not offered.
import "./missing.js";
import "./style_sheets.js";
import { FormEditor } from "@bpmn-io/form-js-editor";
import { keptText } from "./form_text.js";
import { speak } from "./form_words.js";
import { WITHOUT, TYPES } from "./form_vocabulary.js";

// What is not offered is not there: the palette and the panel ask these services.
class OnlyWhatActs {
  constructor(formFields, propertiesPanel) {
    for (const type of Object.keys(formFields._formFields)) if (!TYPES.has(type)) delete formFields._formFields[type];
    propertiesPanel.registerProvider(this, 500);
  }

  getGroups(field) {
    return (groups) =>
      groups
        .filter((group) => !WITHOUT.groups.has(group.id))
        .map((group) =>
          group.entries ? { ...group, entries: group.entries.filter((entry) => !WITHOUT.entries(field.type).has(bare(entry.id))) } : group,
        )
        .filter((group) => !group.entries || group.entries.length);
  }
}
OnlyWhatActs.$inject = ["formFields", "propertiesPanel"];

const bare = (id) => String(id).split("-").pop();

const onlyWhatActs = { __init__: ["onlyWhatActs"], onlyWhatActs: ["type", OnlyWhatActs] };

export async function openForm(_form, place, opened, changed) {
  const schema = JSON.parse(opened);
  speak(place);
  const editor = new FormEditor({ container: place, additionalModules: [onlyWhatActs] });
  await editor.importSchema(schema);
  // As the editor gives it back untouched: what it adds on its own is in here too, and is not written.
  const before = plain(editor.saveSchema());
  let isOpen = true;
  editor.on("commandStack.changed", () => {
    if (isOpen) changed();
  });
  const now = () => plain(editor.saveSchema());
  return {
    text: async () => keptText(opened, before, tidied(now(), before)),
    isChanged: () => editor.get("commandStack").canUndo(),
    select(id) {
      const field = [...editor.get("formFieldRegistry").getAll()].find((each) => each.key === id || each.id === id);
      if (field) editor.get("selection").set(field);
    },
    mark() {},
  };
}

const plain = (value) => JSON.parse(JSON.stringify(value));

// The editor writes for each field in which row it stands, also where it stands alone there.
function tidied(schema, before) {
  const known = new Set();
  (function ids(each) {
    if (each?.id) known.add(each.id);
    for (const inner of each?.components ?? []) ids(inner);
  })(before);
  const rows = {};
  (function count(each) {
    if (each?.layout?.row) rows[each.layout.row] = (rows[each.layout.row] ?? 0) + 1;
    for (const inner of each?.components ?? []) count(inner);
  })(schema);
  (function tidy(each) {
    if (each.layout && !known.has(each.id)) {
      if (each.layout.columns === null) delete each.layout.columns;
      if (rows[each.layout.row] === 1) delete each.layout.row;
      if (!Object.keys(each.layout).length) delete each.layout;
    }
    for (const inner of each.components ?? []) tidy(inner);
  })(schema);
  return schema;
}
