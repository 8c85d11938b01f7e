// A form's text with what an editor changed in it and nothing else: every part that is as it was keeps its own characters.

// Reads JSON into a tree whose nodes know where they stand: { start, end, members: [{ key, start, value }] } or { items: [...] }.
function tree(text) {
  let at = 0;
  const skipBlanks = () => {
    while (/\s/.test(text[at] ?? "")) at += 1;
  };
  function string() {
    const start = at;
    at += 1;
    while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    at += 1;
    return JSON.parse(text.slice(start, at));
  }
  function node() {
    skipBlanks();
    const start = at;
    const found = { start };
    if (text[at] === "{") {
      found.members = [];
      at += 1;
      skipBlanks();
      while (text[at] !== "}") {
        const begin = at;
        const key = string();
        skipBlanks();
        at += 1; // the colon
        const value = node();
        found.members.push({ key, start: begin, value });
        skipBlanks();
        if (text[at] === ",") at += 1;
        skipBlanks();
      }
      at += 1;
    } else if (text[at] === "[") {
      found.items = [];
      at += 1;
      skipBlanks();
      while (text[at] !== "]") {
        found.items.push(node());
        skipBlanks();
        if (text[at] === ",") at += 1;
        skipBlanks();
      }
      at += 1;
    } else if (text[at] === '"') string();
    else while (at < text.length && !/[\s,}\]]/.test(text[at])) at += 1;
    found.end = at;
    return found;
  }
  return node();
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function same(one, other) {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((each, at) => same(each, other[at]));
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one).filter((key) => one[key] !== undefined);
  return keys.length === Object.keys(other).filter((key) => other[key] !== undefined).length && keys.every((key) => same(one[key], other[key]));
}

/** `opened` as it should read when what was `before` (as the editor gave it back untouched) has become `after`. */
export function keptText(opened, before, after) {
  const root = tree(opened);
  return opened.slice(0, root.start) + written(root, before, after, "") + opened.slice(root.end);

  function written(node, old, now, indent) {
    if (same(old, now)) return opened.slice(node.start, node.end);
    if (node.members && isObject(old) && isObject(now)) return members(node, old, now, indent);
    if (node.items && Array.isArray(old) && Array.isArray(now)) return items(node, old, now, indent);
    return fresh(now, indent);
  }

  function members(node, old, now, indent) {
    const inner = `${indent}  `;
    const known = new Set(node.members.map((each) => each.key));
    const pieces = [];
    for (const { key, start, value } of node.members) {
      // What the editor drops when it reads a file is not for it to take away.
      if (now[key] === undefined && old[key] === undefined) pieces.push(opened.slice(start, value.end));
      else if (now[key] !== undefined) pieces.push(opened.slice(start, value.start) + written(value, old[key], now[key], inner));
    }
    for (const key of Object.keys(now)) {
      // What it adds when it reads a file is none of the designer's doing.
      if (known.has(key) || now[key] === undefined || same(old[key], now[key])) continue;
      pieces.push(`${JSON.stringify(key)}: ${fresh(now[key], inner)}`);
    }
    return laidOut(node, pieces, "{", "}", indent);
  }

  function items(node, old, now, indent) {
    const left = old.map((_each, at) => at);
    const take = (is) => {
      const found = left.findIndex((at) => is(old[at], at));
      return found < 0 ? -1 : left.splice(found, 1)[0];
    };
    const places = now.map((each) => take((other) => (isObject(each) && each.id ? other?.id === each.id : same(other, each))));
    now.forEach((each, at) => {
      if (places[at] < 0 && !(isObject(each) && each.id)) places[at] = take((_other, place) => place === at);
    });
    const inner = `${indent}  `;
    const pieces = now.map((each, at) => (node.items[places[at]] ? written(node.items[places[at]], old[places[at]], each, inner) : fresh(each, inner)));
    return laidOut(node, pieces, "[", "]", indent);
  }

  // In lines where it stood in lines, else in one.
  function laidOut(node, pieces, begin, end, indent) {
    if (!pieces.length) return begin + end;
    const source = opened.slice(node.start, node.end);
    const parts = node.items ?? node.members.map((each) => ({ start: each.start, end: each.value.end }));
    const isInLines = parts.length ? /\n/.test(opened.slice(node.start, parts[0].start)) : /\n/.test(source) || !parts.length;
    if (!isInLines) return begin + (source[1] === " " ? " " : "") + pieces.join(", ") + (source[1] === " " ? " " : "") + end;
    const lead = parts.length ? (/\n([ \t]*)$/.exec(opened.slice(node.start, parts[0].start))?.[1] ?? `${indent}  `) : `${indent}  `;
    return `${begin}\n${lead}${pieces.join(`,\n${lead}`)}\n${parts.length ? lead.slice(0, -2) : indent}${end}`;
  }

  function fresh(value, indent) {
    return JSON.stringify(value, null, 2).replace(/\n/g, `\n${indent}`);
  }
}
