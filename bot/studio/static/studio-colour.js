// What a line of YAML or Fluent is made of, so that it can be shown in colours: pieces `[class, text]` whose texts make up the line.

const YAML = /(?<note>(?:^|(?<=\s))#.*$)|(?<said>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(?<name>[A-Za-z_][\w.-]*(?=\s*:(?:\s|$)))|(?<seen>\b(?:slots|context)\.[\w.-]+)|(?<fixed>\b(?:true|false|null|END)\b)|(?<asked>\b(?:and|or|not|is|known|contains|matches)\b)|(?<count>(?<![\w-])\d[\d.]*\s?(?:[smhdw]\b|EUR\b)?)|(?<sign>[-:{}[\],|>])/g;
const FLUENT = /(?<note>^#.*$)|(?<name>^-?[A-Za-z][\w-]*(?=\s*=)|^\s+\.[A-Za-z][\w-]*(?=\s*=))|(?<seen>\$[A-Za-z][\w-]*)|(?<fixed>\*?\[[^\]]*\](?=\s)|\b(?:DAY|AT|BY|BRIEF|STAMP|WITHIN|NUMBER)(?=\())|(?<said>"(?:[^"\\]|\\.)*")|(?<sign>[{}]|->|^\s*-?[A-Za-z]?=)/g;
const CONDITION = /(?:^|[\s{-])(?:if|enough):/;
const KINDS = new Set(["collect", "say", "action", "set_slots", "call", "link", "noop", "confirm", "approve", "promise", "handoff", "flows", "slots", "steps", "next", "if", "then", "else"]);

export function pieces(line, fluent) {
  const found = [];
  let at = 0;
  for (const match of line.matchAll(fluent ? FLUENT : YAML)) {
    if (match.groups.asked && !CONDITION.test(line)) continue; // a word like any other
    if (match.index > at) found.push(["", line.slice(at, match.index)]);
    let kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    if (kind === "name" && !fluent && KINDS.has(match[0])) kind = "kind";
    found.push([kind, match[0]]);
    at = match.index + match[0].length;
  }
  if (at < line.length) found.push(["", line.slice(at)]);
  return found;
}
