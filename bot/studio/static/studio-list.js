// The shop's flows and files at the left: how each is, and the way to its line.

import { call } from "./console-api.js";
import { $, make } from "./console-dom.js";
import { t } from "./console-words.js";
import { outline } from "./studio-outline.js";

let files = [];
let me = "";
let used = {};
let problems = [];
let kind = "flows";
const fold = (text) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

export const fileRow = (name) => files.find((row) => row.name === name) ?? null;
export const isMe = (name) => name === me;

export async function readFiles() { ({ items: files, me } = await call("/studio/files")); }

export async function readHealth() { used = (await call("/studio/health")).items; }

export function drawList(open, chosen, found = problems) {
  problems = found;
  const wanted = fold($("search").value.trim());
  const rows = kind === "flows" ? flowRows() : files.map((row) => ({ id: row.name, file: row.name, line: 1, about: "", row }));
  const fitting = rows.filter(({ id, about }) => !wanted || fold(`${id} ${about}`).includes(wanted));
  const focused = document.activeElement?.closest?.("#flows li")?.dataset.id;
  $("flows").replaceChildren(...fitting.map((row) => drawn(row, open, chosen)));
  const current = $("flows").querySelector("[aria-current]");
  const mark = current?.parentElement.dataset.id ?? "";
  if (mark !== $("flows").dataset.shown) current?.scrollIntoView({ block: "nearest" });
  $("flows").dataset.shown = mark;
  if (focused) $("flows").querySelector(`[data-id="${CSS.escape(focused)}"] button`)?.focus();
  $("nothing-found").hidden = fitting.length > 0;
  const changed = files.filter(({ state }) => state !== "published").length;
  $("changed").textContent = changed ? t("studio.changed_files", { n: changed }) : t("studio.nothing_changed");
}

function flowRows() {
  const own = outline.flows.filter(({ id }) => !id.startsWith("pattern_"));
  const patterns = outline.flows.filter(({ id }) => id.startsWith("pattern_"));
  return [...own, ...patterns].map((flow) => ({ id: flow.id, file: flow.file, line: flow.line, about: flow.description, flow, row: fileRow(flow.file) }));
}

// Where a flow's mistakes are: from its first line to the next flow's.
function wrongIn({ file, line, flow }) {
  const next = flow ? Math.min(...outline.flows.filter((other) => other.file === file && other.line > line).map((other) => other.line), Infinity) : Infinity;
  return problems.filter((one) => one.file === file && (!flow || (one.line >= line && one.line < next)));
}

function drawn(row, open, chosen) {
  const wrong = wrongIn(row);
  const errors = wrong.filter(({ severity }) => severity === "error").length;
  const node = make("button", "flow");
  node.type = "button";
  node.addEventListener("click", () => open(row.file, row.line, row.flow?.id));
  const marks = make("span", "marks");
  if (errors) marks.append(make("span", "mark wrong", t("studio.mistakes", { n: errors })));
  else if (wrong.length) marks.append(make("span", "mark", t("studio.warnings", { n: wrong.length })));
  if (row.row && row.row.state !== "published") marks.append(make("span", "mark changed", t(`studio.state_${row.row.state}`)));
  const times = used[row.id];
  if (row.flow && times) {
    const count = make("span", "used", String(times.began));
    count.title = t("studio.used", { began: times.began, finished: times.finished, handed: times.handed });
    count.append(make("span", "unseen", ` ${t("studio.times")}`));
    marks.append(count);
  }
  for (const person of row.row?.people ?? []) if (!isMe(person)) marks.append(make("span", "mark person", person));
  node.append(make("span", "name", row.id), marks, ...(row.about ? [make("span", "about", row.about)] : []));
  if (row.flow ? chosen.flow === row.id : chosen.file === row.file) node.setAttribute("aria-current", "true");
  const item = make("li", "", node);
  item.dataset.id = row.id;
  return item;
}

export function chooseKind(wanted) {
  kind = wanted;
  for (const button of $("kinds").querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.kind === wanted));
}
