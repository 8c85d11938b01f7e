// What libraries of the diagram call and Chromium 88 does not have. tests/webapp/test_old_browsers.py names the callers.

Object.hasOwn ||= (object, name) => Object.prototype.hasOwnProperty.call(object, name);
// The diagram copies plain measures only.
globalThis.structuredClone ||= (value) => JSON.parse(JSON.stringify(value));
Set.prototype.union ||= function union(other) {
  return new Set([...this, ...other]);
};
Set.prototype.difference ||= function difference(other) {
  return new Set([...this].filter((each) => !other.has(each)));
};
