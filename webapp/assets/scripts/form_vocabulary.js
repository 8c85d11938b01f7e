// What of the form editor acts in Gatepost; workflows/procedure/form_vocabulary.py says so, and a test compares the two.

export const TYPES = new Set([
  "default", "textfield", "textarea", "number", "checkbox", "radio", "select", "checklist", "taglist", "datetime", "filepicker",
  "group", "dynamiclist", "table", "text", "html", "separator", "spacer", "button",
]);

export const WITHOUT = {
  // Sizes and lines of a list, an address of a picture, what a frame may do.
  groups: new Set(["securityAttributes"]),
  entries: (type) => new Set([
    "verticalAlignment", "searchable", "nonCollapsedItems", "pagination", "maxHeight", "patternErrorMessage", "versionTag",
    ...(type === "filepicker" ? ["readonly", "disabled", "defaultValue"] : []),
  ]),
};
