// Decision tables in dmn-js: loaded by their page alone. Without it the page holds the table as text.
import { openTables } from "./scripts/tables.js";
import { startEditing } from "./scripts/editing.js";

export { openTables };
startEditing(openTables);
