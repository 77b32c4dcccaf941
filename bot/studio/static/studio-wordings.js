// The room of wordings: all of them by the flows that say them, five languages beside each other.

import { call, problemOf } from "./console-api.js";
import { $, button, make } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";
import { graph } from "./studio-graph.js";
import { cell } from "./studio-wording-cell.js";

const LANGUAGES = ["lv", "uk", "ru", "pl", "en"];
const form = $("wanted");
let loaded = 0;
let asked = 0;

function query(after) {
  const found = new URLSearchParams(after ? { after } : {});
  for (const [name, value] of new FormData(form)) if (value) found.set(name, value === "on" ? "true" : value);
  return found;
}

async function load(after = 0) {
  const turn = ++asked;
  let found;
  try { found = await call(`/studio/wordings?${query(after)}`); } catch (error) { toast(problemOf(error), { wrong: true }); return; }
  if (turn !== asked) return;
  if (!after) { $("wordings").replaceChildren(); loaded = 0; }
  loaded += found.items.length;
  groups(found.groups);
  for (const item of found.items) place(item);
  $("count").textContent = found.total ? t("wordings.count", { n: found.total }) : t("wordings.none");
  $("more").hidden = loaded >= found.total;
  history.replaceState(null, "", `?${query(0)}`);
}

function groups(all) {
  const { flow } = form.elements;
  const chosen = flow.value || new URLSearchParams(location.search).get("flow") || "";
  const named = all.map((one) => Object.assign(make("option", "", `${one.flow === "-" ? t("wordings.nowhere") : one.flow} (${one.count}${one.lacking ? `, −${one.lacking}` : ""})`), { value: one.flow }));
  flow.replaceChildren(flow.options[0], ...named);
  flow.value = chosen;
}

function place(item) {
  const wanted = form.elements.flow.value;
  const group = wanted && (item.flows.includes(wanted) || wanted === "-") ? wanted : item.flows[0] ?? "-";
  if ($("wordings").lastElementChild?.dataset.group !== group) $("wordings").append(heading(group));
  $("wordings").lastElementChild.append(card(item));
}

function heading(flow) {
  const node = make("section");
  node.dataset.group = flow;
  if (flow === "-") node.append(make("h2", "said-by", t("wordings.nowhere")), make("p", "soft", t("wordings.nowhere_why")));
  else node.append(make("h2", "said-by", flow, button(t("wordings.show_flow"), () => show(flow), "button small")));
  return node;
}

function card(item) {
  const node = make("article", "wording");
  node.id = `wording-${item.id}`;
  const head = make("header", "", make("code", "", item.id), item.title ? make("small", "soft", t("wordings.title")) : null);
  if (item.flows.length > 1) head.append(make("small", "soft", t("wordings.several", { flows: item.flows.join(", ") })));
  const faults = item.faults.length ? make("ul", "faults", ...item.faults.map(({ language, text, hint }) => make("li", "", [language && `${t(`wordings.lang_${language}`)}:`, text, hint && `(${hint})`].filter(Boolean).join(" ")))) : null;
  const changed = (now) => { const fresh = card(now); node.replaceWith(fresh); fresh.querySelector("button")?.focus(); };
  node.append(...[head, faults, make("div", "in-tongues", ...LANGUAGES.map((language) => cell(item, language, changed)))].filter(Boolean));
  return node;
}

async function show(flow) {
  $("flow-dialog").showModal();
  await graph($("flow-graph"), flow);
}

let timer = null;
form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => load(), 250); });
form.addEventListener("submit", (event) => { event.preventDefault(); load(); });
$("more").addEventListener("click", () => load(loaded));
$("flow-close").addEventListener("click", () => $("flow-dialog").close());
for (const [name, value] of new URLSearchParams(location.search)) {
  const field = form.elements[name];
  if (field?.type === "checkbox") field.checked = value === "true";
  else if (field && name !== "flow") field.value = value;
  else if (field) { field.append(Object.assign(make("option", "", value), { value })); field.value = value; }
}
await load();
