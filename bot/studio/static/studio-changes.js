// A file against what is published, and how it stood before: without it nobody would see what publishing is going to change.

import { call, problemOf } from "./console-api.js";
import { $, button, make, when } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

const AROUND = 3; // lines shown around a change
const MOST = 1500; // lines on a side that are compared one by one

// Lines of two texts: [" ", both], ["-", old], ["+", new].
export function compared(old, now) {
  const [one, other] = [old.split("\n"), now.split("\n")];
  let head = 0;
  while (head < one.length && head < other.length && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < one.length - head && tail < other.length - head && one.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  const [left, right] = [one.slice(head, one.length - tail), other.slice(head, other.length - tail)];
  const same = (line) => [" ", line];
  return [...one.slice(0, head).map(same), ...middle(left, right), ...one.slice(one.length - tail).map(same)];
}

function middle(left, right) {
  if (left.length > MOST || right.length > MOST) return [...left.map((line) => ["-", line]), ...right.map((line) => ["+", line])];
  const wide = right.length + 1;
  const longest = new Uint16Array((left.length + 1) * wide);
  for (let i = left.length - 1; i >= 0; i -= 1) for (let j = right.length - 1; j >= 0; j -= 1) longest[i * wide + j] = left[i] === right[j] ? longest[(i + 1) * wide + j + 1] + 1 : Math.max(longest[(i + 1) * wide + j], longest[i * wide + j + 1]);
  const found = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) { found.push([" ", left[i]]); i += 1; j += 1; }
    else if (j >= right.length || (i < left.length && longest[(i + 1) * wide + j] >= longest[i * wide + j + 1])) { found.push(["-", left[i]]); i += 1; }
    else { found.push(["+", right[j]]); j += 1; }
  }
  return found;
}

function drawn(lines) {
  const near = lines.map((_, index) => lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(([sign]) => sign !== " "));
  const list = make("ol", "compared");
  let skipped = false;
  lines.forEach(([sign, text], index) => {
    if (!near[index]) { skipped = true; return; }
    if (skipped && list.children.length) list.append(make("li", "gap", "⋯"));
    skipped = false;
    const name = { "+": "studio.added", "-": "studio.taken_out" }[sign];
    list.append(make("li", { "+": "plus", "-": "minus" }[sign] ?? "", name ? make("span", "unseen", `${t(name)}: `) : null, make("span", "sign", sign), text || " "));
  });
  return list;
}

export async function drawChanges(file, field, discarded) {
  const host = $("changes");
  if (!file.name) { host.replaceChildren(); return; }
  const isChanged = file.published !== null ? field.text !== file.published : true;
  const head = make("p", "soft", isChanged ? t(file.published === null ? "studio.is_new" : "studio.differs") : t("studio.as_published"));
  const discard = button(t("studio.discard"), async () => {
    if (!confirm(t("studio.discard_sure", { name: file.name }))) return;
    try { await call(`/studio/files/${file.name}/discard`, {}); toast(t("studio.discarded")); await discarded(); } catch (error) { toast(problemOf(error), { wrong: true }); }
  }, "button small");
  const past = make("details", "past", make("summary", "", t("studio.history")));
  past.addEventListener("toggle", () => { if (past.open) versions(file, field, past); }, { once: true });
  host.replaceChildren(head, ...(isChanged ? [discard, drawn(compared(file.published ?? "", field.text))] : []), past);
}

async function versions(file, field, host) {
  const { items } = await call(`/studio/files/${file.name}/history`);
  const list = make("ol", "versions", ...items.map((one) => {
    const bring = button(t("studio.bring_back"), () => { field.replace(0, field.text.length, one.text); toast(t("studio.brought_back")); }, "button small");
    return make("li", "", make("span", "", `${t(`studio.was_${one.what}`)} · ${one.by ?? t("studio.program")} · `, when(one.at)), one.text === null ? "" : bring);
  }));
  host.append(items.length ? list : make("p", "soft", t("studio.no_history")));
}
