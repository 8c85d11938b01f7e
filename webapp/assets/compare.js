// Two states of a diagram beside each other: loaded by the pages of changes alone, which say the same in words.
import { startCompare } from "./scripts/compare.js";

startCompare();
