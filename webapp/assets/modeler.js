// Drawing a diagram in the browser: loaded by that one page. Without it the page holds the diagram as text.
import { startEditing } from "./scripts/editing.js";
import { openDiagram } from "./scripts/modeler.js";

startEditing(openDiagram);
