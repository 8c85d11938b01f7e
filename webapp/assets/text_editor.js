// A file of a draft that is edited as text: what the check finds is said after each pause.
import { startEditing } from "./scripts/editing.js";

startEditing(null);
