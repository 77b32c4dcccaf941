// The flows of the draft: a list, an editor, and beside it what one would do with them: try, see, mend, compare.

import { call, patient, problemOf, watch } from "./console-api.js";
import { $, hour } from "./console-dom.js";
import { key } from "./console-keys.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";
import { drawChanges } from "./studio-changes.js";
import { choose } from "./studio-clash.js";
import { Completion } from "./studio-complete.js";
import { DraftFile } from "./studio-draft.js";
import { fileMenu } from "./studio-file.js";
import { findBar } from "./studio-find.js";
import { chooseKind, drawList, fileRow, isMe, readFiles, readHealth } from "./studio-list.js";
import { drawMistakes, fixes, plain } from "./studio-mistakes.js";
import { newFlow } from "./studio-new.js";
import { definition, flowAt, outline, readOutline, stepAt } from "./studio-outline.js";
import { savedBy } from "./studio-saved.js";
import { TextField } from "./studio-text.js";

const SETTLED = 600; // ms after a change until mistakes and outline are asked for
const field = new TextField($("text"), $("layer"), $("frame"));
const completion = new Completion(field, $("offers"));
const find = findBar(field);
const tab = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
let problems = [];
let shown = { flow: "", step: null }; // where the caret is
let drawn = ""; // the flow in the graph
let checking = 0;
let settling = null;

// --- the file ---------------------------------------------------------------------------------------------------

function tell(state, { file = null, error = null } = {}) {
  const node = $("state");
  const who = file?.changed_by && !isMe(file.changed_by) ? file.changed_by : t("studio.you");
  node.dataset.state = state;
  if (state === "saved") node.replaceChildren(`${t("studio.saved")} `, hour(new Date().toISOString()));
  else if (state === "refused") node.textContent = problemOf(error);
  else node.textContent = t(`studio.${state}`, { who });
  if (state === "theirs") toast(t("studio.theirs", { who }), { group: "theirs" });
  if (state === "saved") settle();
}

const file = new DraftFile(field, { tell, choose, opened: (row) => {
  $("file-name").textContent = row.name;
  $("text").setAttribute("aria-label", t("studio.text_of", { name: row.name }));
  $("editor").hidden = false;
  $("welcome").hidden = true;
  field.mark(here());
  look();
} });

savedBy(() => file.save());
fileMenu(file, field, { open, gone: () => {
  $("editor").hidden = true;
  $("welcome").hidden = false;
  shown = { flow: "", step: null };
  history.replaceState(null, "", location.pathname + location.search);
  list();
  beside();
  look();
  $("search").focus();
} });

const here = () => problems.filter((one) => one.file === file.name);

async function open(name, line = 1, flow = null, column = 1) {
  try { await file.open(name); } catch (error) { toast(problemOf(error), { wrong: true }); return; }
  view("editor");
  field.goto(line, column);
  if (flow) shown = { flow, step: null };
  where(true);
  history.replaceState(null, "", `#${name}:${line}`);
  list();
  beside();
}

field.area.addEventListener("input", () => file.typed());

const list = () => drawList(open, { file: file.name, flow: shown.flow }, problems);

// --- what is said of it -----------------------------------------------------------------------------------------

// Ask again for all that a change may have changed, once nothing has changed for a moment.
function settle() { clearTimeout(settling); settling = setTimeout(refresh, SETTLED); }

async function refresh() {
  const mine = ++checking;
  try {
    const [found] = await Promise.all([call("/studio/problems"), readOutline(), readFiles()]);
    if (mine !== checking) return;
    problems = found.items;
  } catch { return; } // the state line tells that there is no connection
  if (!file.dirty) field.mark(here());
  drawMistakes(problems, field, file.name, open);
  list();
  where();
  people();
  if (chosen() === "changes") beside();
}

// Where the caret is: its line's mistake, its step in the graph.
function where(anew = false) {
  const line = field.line;
  const mistake = here().find((one) => one.line === line);
  const box = $("at-line");
  const text = mistake ? plain(mistake.text) + (mistake.hint ? ` · ${plain(mistake.hint)}` : "") : "";
  if (box.dataset.text !== text) {
    box.dataset.text = text;
    box.replaceChildren(...(mistake ? [text, ...fixes(mistake, field, file.name, open)] : []));
  }
  $("line").textContent = t("studio.line", { n: line });
  if (!file.name.endsWith(".yml")) return;
  const flow = flowAt(field.text, line)?.id ?? "";
  const step = flow ? stepAt(file.name, flow, line) : null;
  if (!anew && flow === shown.flow && step === shown.step) return;
  const moved = flow !== shown.flow;
  shown = { flow, step };
  if (moved || anew) { list(); if (chosen() === "graph") beside(); }
  if (step) document.dispatchEvent(new CustomEvent("step-at", { detail: shown }));
}

let moving = null;
const moved = () => { moving ??= requestAnimationFrame(() => { moving = null; if (file.name) where(); }); };
for (const name of ["keyup", "click", "input", "moved"]) field.area.addEventListener(name, moved);

function jump(step) {
  const sorted = [...here()].filter(({ line }) => line).sort((one, other) => one.line - other.line);
  const found = step > 0 ? sorted.find(({ line }) => line > field.line) ?? sorted[0] : sorted.findLast(({ line }) => line < field.line) ?? sorted.at(-1);
  if (found) { field.goto(found.line, found.column || 1); return; }
  const [other] = problems;
  if (other) open(other.file, other.line || 1, null, other.column || 1);
}

async function define(offset = field.caret) {
  const place = definition(file.name, field.text, offset);
  if (place) await open(place.file, place.line);
}

field.area.addEventListener("click", (event) => { if (event.ctrlKey || event.metaKey) define(); });
field.area.addEventListener("keydown", (event) => {
  const held = event.ctrlKey || event.metaKey;
  if (event.key === "F8") jump(event.shiftKey ? -1 : 1);
  else if (event.key === "F12") define();
  else if (held && event.key === "f") find();
  else if (held && event.key === "s") file.save();
  else return;
  event.preventDefault();
});

// --- beside -----------------------------------------------------------------------------------------------------

const chosen = () => document.querySelector(".beside [role=tab][aria-selected=true]").dataset.tab;
const ready = {};

async function beside() {
  const name = chosen();
  if (name === "changes") await drawChanges(file, field, () => Promise.resolve(file.heard(file.name)).then(refresh));
  if (name === "tryout" && !ready.tryout) {
    ready.tryout = true;
    await load("./studio-tryout.js", "tryout", (made) => made.tryout($("tryout")));
  }
  if (name === "graph" && shown.flow && shown.flow !== drawn) {
    drawn = shown.flow;
    await load("./studio-graph.js", "graph", async (made) => {
      const picture = await made.graph($("graph"), shown.flow, { onStep: fromGraph });
      if (shown.step && shown.flow === drawn) picture.show(shown.step);
    });
  }
  if (name === "graph" && !shown.flow) $("graph").textContent = t("studio.choose_flow");
}

// A step of the flow that is drawn, which may be another than was asked for at first.
function fromGraph(_, line, id) {
  const flow = outline.flows.find((one) => one.id === id);
  if (!line || !flow) return;
  drawn = id;
  open(flow.file, line, id);
}

async function load(path, place, use) {
  try { await use(await import(path)); } catch (error) { $(place).textContent = problemOf(error); }
}

const tabs = [...document.querySelectorAll(".beside [role=tab]")];

function select(name, focus = false) {
  for (const one of tabs) {
    const on = one.dataset.tab === name;
    one.setAttribute("aria-selected", String(on));
    one.tabIndex = on ? 0 : -1;
    $(`panel-${one.dataset.tab}`).hidden = !on;
    if (on && focus) one.focus();
  }
  sessionStorage.setItem("dezura-studio-tab", name);
  beside();
}

for (const one of tabs) {
  one.addEventListener("click", () => select(one.dataset.tab));
  one.addEventListener("keydown", ({ key: pressed }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[pressed];
    if (step) select(tabs.at((tabs.indexOf(one) + step) % tabs.length).dataset.tab, true);
  });
}

// --- the page ---------------------------------------------------------------------------------------------------

function view(name) {
  $("content").dataset.view = name;
  for (const one of document.querySelectorAll(".views button")) one.setAttribute("aria-pressed", String(one.dataset.view === name));
}

for (const one of document.querySelectorAll(".views button")) one.addEventListener("click", () => view(one.dataset.view));
for (const one of $("kinds").querySelectorAll("button")) one.addEventListener("click", () => { chooseKind(one.dataset.kind); list(); });
$("search").addEventListener("input", list);
$("search").addEventListener("keydown", (event) => { if (event.key === "Enter") $("flows").querySelector("button")?.click(); });
$("add-flow").addEventListener("click", () => newFlow(open));
for (const one of document.querySelectorAll("dialog .cancel")) one.addEventListener("click", () => one.closest("dialog").close("cancel"));
$("open-find").addEventListener("click", find);
key("s", "keys.search", () => $("search").focus());
key("n", "studio.add_flow", () => newFlow(open));
key("F8", "studio.next_mistake", () => jump(1));

// Elsewhere on the page somebody wants to see a step or a line: of a flow as it stands now, or of a file.
document.addEventListener("show-step", ({ detail }) => {
  const flow = outline.flows.find(({ id }) => id === detail.flow);
  const step = flow?.steps.find(({ id }) => id === detail.step);
  if (flow) open(flow.file, step?.line || detail.line || flow.line, flow.id);
  else if (fileRow(detail.file)) open(detail.file, detail.line || 1);
  else toast(t("studio.elsewhere", { file: detail.file || detail.flow, line: detail.line || 1 }));
});
document.addEventListener("draft-changed", ({ detail }) => { if (!detail) { file.heard(file.name); settle(); } });

// --- the others -------------------------------------------------------------------------------------------------

function people() {
  const others = (fileRow(file.name)?.people ?? []).filter((name) => !isMe(name));
  $("people").textContent = others.length ? t("studio.also_here", { who: others.join(", ") }) : "";
}

const look = () => { if (document.visibilityState === "visible") call("/studio/looking", { tab, name: file.name }).catch(() => {}); };
setInterval(() => { look(); if (document.visibilityState === "visible") file.heard(file.name); }, 8000); // also what nobody told of
window.addEventListener("pagehide", () => navigator.sendBeacon?.("/api/v1/studio/looking", new Blob([JSON.stringify({ tab })], { type: "application/json" })));
watch((event) => {
  if (event.kind === "reset") { file.heard(file.name); settle(); }
  if (event.kind !== "file") return;
  if (event.name === file.name) file.heard(file.name);
  settle();
}, (online) => { $("offline").hidden = online; document.dispatchEvent(new CustomEvent("link", { detail: online })); });

const patience = (path) => patient(path, () => { $("offline").hidden = false; });
await Promise.all([patience("/studio/files").then(readFiles), readOutline(), readHealth()]);
$("offline").hidden = true;
view("list");
list();
const [, name, line] = decodeURIComponent(location.hash).match(/^#([\w./-]+?)(?::(\d+))?$/) ?? [];
select(sessionStorage.getItem("dezura-studio-tab") ?? "mistakes");
if (name && fileRow(name)) await open(name, Number(line ?? 1));
refresh();
document.documentElement.dataset.ready = "";
