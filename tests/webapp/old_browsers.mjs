// Prints as JSON what the built pages use that the oldest browser does not have, by the data of MDN:
//   node tests/webapp/old_browsers.mjs CHROMIUM FOLDER [TEMPLATE…]
// CSS: properties, keywords, functions, at-rules, pseudo-classes and -elements. JavaScript: calls of functions and methods by
// names that no object of that browser has (a name that an older object has as well cannot be told apart). HTML: elements and attributes.

import { createRequire } from "node:module";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const bcd = createRequire(import.meta.url)("@mdn/browser-compat-data");
const [oldest, folder, ...templates] = process.argv.slice(2);

/** The first version of Chrome that has a feature without prefix or flag; null where nothing is known. */
function since(feature) {
  const support = feature?.__compat?.support?.chrome;
  if (!support) return null;
  const whole = [support].flat().filter((one) => !one.prefix && !one.flags && !one.alternative_name && !one.version_removed);
  const numbers = whole.map((one) => one.version_added).filter((version) => version && version !== "preview");
  return numbers.length ? Math.min(...numbers.map((version) => parseFloat(String(version).replace("≤", "")))) : Infinity;
}
const isNewer = (feature) => (since(feature) ?? 0) > Number(oldest);

function* features(tree) {
  for (const [name, feature] of Object.entries(tree)) {
    if (name === "__compat") continue;
    yield [name, feature];
    if (typeof feature === "object") yield* features(feature);
  }
}

const found = {};
const note = (kind, name, place) => ((found[kind] ??= {})[name] ??= new Set()).add(place);

// ---- CSS
const types = new Map();
for (const [name, feature] of features(bcd.css.types)) if (!types.has(name)) types.set(name, feature);

function checkStyle(text, place) {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|url\([^)]*\)/g, "");
  let begin = 0;
  for (let at = 0; at < bare.length; at += 1) {
    if (!"{};".includes(bare[at])) continue;
    const piece = bare.slice(begin, at).trim();
    begin = at + 1;
    if (bare[at] === "{" || piece.startsWith("@")) checkPrelude(piece, place);
    else if (piece.includes(":")) checkDeclaration(piece, place);
  }
}

function checkPrelude(piece, place) {
  const rule = /^@([\w-]+)/.exec(piece)?.[1];
  if (rule) {
    if (isNewer(bcd.css["at-rules"][rule])) note("at-rule", `@${rule}`, place);
    for (const [, feature] of piece.matchAll(/\(([\w-]+)\s*[:)]/g)) {
      if (isNewer(bcd.css["at-rules"][rule]?.[feature])) note("at-rule", `@${rule} (${feature})`, place);
    }
    return;
  }
  for (const [, name] of piece.matchAll(/::?([a-z-]+)/g)) {
    if (!name.startsWith("-") && isNewer(bcd.css.selectors[name])) note("selector", `:${name}`, place);
  }
}

function checkDeclaration(piece, place) {
  const colon = piece.indexOf(":");
  const [property, value] = [piece.slice(0, colon).trim().toLowerCase(), piece.slice(colon + 1).trim()];
  if (!property.startsWith("-")) {
    if (isNewer(bcd.css.properties[property])) note("property", property, place);
    for (const [word] of value.matchAll(/[a-z][a-z-]*/gi)) {
      if (isNewer(bcd.css.properties[property]?.[word])) note("value", `${property}: ${word}`, place);
    }
  }
  for (const [, name] of value.matchAll(/([a-z][a-z-]*)\(/gi)) if (isNewer(types.get(name))) note("function", `${name}()`, place);
  const unit = /[\d.](dv[hwib]|sv[hwib]|lv[hwib]|cq(?:[whib]|min|max))\b/.exec(value);
  if (unit) note("unit", unit[1], place);
}

// ---- JavaScript
const old = new Set();
const young = new Map();
function learn(owner, name, feature) {
  if (!/^[a-z]\w*$/i.test(name) || !feature?.__compat) return;
  if (isNewer(feature)) young.set(name, [...(young.get(name) ?? []), owner]);
  else old.add(name);
}
for (const tree of [bcd.javascript.builtins, bcd.api]) {
  for (const [owner, members] of Object.entries(tree)) {
    learn("global", owner, members);
    for (const [name, feature] of Object.entries(members)) learn(owner, name, feature);
  }
}

function checkScript(text, place) {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, "");
  for (const [, name] of bare.matchAll(/(?<=[\w$)\]])\??\.([A-Za-z]\w*)\(/g)) {
    if (young.has(name) && !old.has(name)) note("script", `${name}()`, place);
  }
  for (const [, name] of bare.matchAll(/(?<![\w$.])([A-Za-z]\w*)\(/g)) {
    if (young.get(name)?.includes("global") && !old.has(name)) note("script", `${name}()`, place);
  }
}

// ---- HTML
function checkTemplate(text, place) {
  for (const [, element, attributes] of text.matchAll(/<([a-z][a-z0-9]*)((?:\s+[^<>]*)?)>/g)) {
    const known = bcd.html.elements[element];
    if (isNewer(known)) note("element", `<${element}>`, place);
    for (const [, name] of attributes.matchAll(/\s([a-z-]+)(?=[=\s]|$)/g)) {
      if (isNewer(known?.[name]) || isNewer(bcd.html.global_attributes[name])) note("attribute", `<${element} ${name}>`, place);
    }
  }
}

for (const name of readdirSync(folder).sort()) {
  const text = () => readFileSync(join(folder, name), "utf8");
  const place = name.replace(/-[A-Z0-9]{8}(?=\.)/, "");
  if (name.endsWith(".css")) checkStyle(text(), place);
  if (name.endsWith(".js")) checkScript(text(), place);
}
for (const name of templates) checkTemplate(readFileSync(name, "utf8"), name.split("/").pop());

const sets = (kind) => Object.fromEntries(Object.entries(kind).map(([name, places]) => [name, [...places].sort()]));
console.log(JSON.stringify(Object.fromEntries(Object.entries(found).map(([kind, names]) => [kind, sets(names)])), null, 1));
