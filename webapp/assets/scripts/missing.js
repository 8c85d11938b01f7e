// What libraries of the editors call and Chromium 88 does not have. tests/webapp/test_old_browsers.py names the callers.

Object.hasOwn ||= (object, name) => Object.prototype.hasOwnProperty.call(object, name);
// The diagram copies plain measures only.
globalThis.structuredClone ||= (value) => JSON.parse(JSON.stringify(value));
Set.prototype.union ||= function union(other) {
  return new Set([...this, ...other]);
};
Set.prototype.difference ||= function difference(other) {
  return new Set([...this].filter((each) => !other.has(each)));
};
Set.prototype.intersection ||= function intersection(other) {
  return new Set([...this].filter((each) => other.has(each)));
};
for (const kind of [Array, String]) {
  kind.prototype.at ||= function at(place) {
    return this[place < 0 ? this.length + place : place];
  };
}
Array.prototype.toSorted ||= function toSorted(order) {
  return [...this].sort(order);
};
