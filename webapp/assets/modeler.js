// Drawing a diagram in the browser: loaded by that one page. Without it the page holds the diagram as text.
import { startModeler } from "./scripts/modeler.js";

startModeler();
