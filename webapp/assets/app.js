// What a script adds to pages that work without one: partial updates, keys, tabs, hidden questions, diagrams.
import "htmx.org";
import { startDiagrams } from "./scripts/diagrams.js";
import { startDrafts } from "./scripts/drafts.js";
import { startFiles } from "./scripts/files.js";
import { startForms } from "./scripts/forms.js";
import { startFrame } from "./scripts/frame.js";
import { startRows } from "./scripts/rows.js";
import { startSheet } from "./scripts/sheet.js";
import { startTabs } from "./scripts/tabs.js";
import { startUnsaved } from "./scripts/unsaved.js";

startFrame();
startRows();
startTabs();
startForms();
startFiles();
startDrafts();
startDiagrams();
startSheet();
startUnsaved();
