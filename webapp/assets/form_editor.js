// A form in the form-js editor: loaded by its page alone. Without it the page holds the form as text.
import { startEditing } from "./scripts/editing.js";
import { openForm } from "./scripts/form_editor.js";
import { keptText } from "./scripts/form_text.js";

export { keptText, openForm };
startEditing(openForm);
