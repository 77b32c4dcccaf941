// What was sent and has not reached the server yet: shown at once where it will stand.

import { $, make, when } from "./console-dom.js";
import { t } from "./console-words.js";

export function outgoing(items) {
  const names = new Set(items.map(({ name }) => name));
  for (const node of [...$("outgoing").children]) if (!names.has(node.dataset.name)) node.remove();
  const standing = new Set([...$("outgoing").children].map((node) => node.dataset.name));
  for (const item of items) if (!standing.has(item.name)) $("outgoing").append(draw(item));
  $("outgoing").hidden = items.length === 0;
}

function draw({ name, kind, body, at, enclosed = [] }) {
  const files = enclosed.map((file) => make("span", "tag", `▤ ${file.name}`));
  const node = make("li", `sent ${kind}`, make("div", "bubble", body.text, ...files), make("div", "foot", when(new Date(at).toISOString()), t("writing.waits")));
  node.dataset.name = name;
  return node;
}
