// The room where a draft is published: what it changes, how its gates stand, what becomes of those in mid-flow, and the way back.

import { call, problemOf } from "./console-api.js";
import { $, button, make } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";
import { difference } from "./studio-difference.js";
import { history, latest } from "./studio-history.js";

const AGAIN = 2000; // ms until a gate that is being passed is looked at again
const form = $("publish");
let draft;
let timer;

function tell(error) {
  $("problem").textContent = error ? problemOf(error) : "";
  $("problem").hidden = !error;
}

async function read() {
  clearTimeout(timer);
  try { draft = await call("/studio/versions/draft"); tell(null); } catch (error) { tell(error); return; } finally { $("draft").removeAttribute("aria-busy"); }
  const parts = draft.changed ? [changes(), gates(), plan()] : [make("p", "nothing", t("versions.nothing"))];
  $("draft").replaceChildren(...parts.filter(Boolean));
  const sound = draft.changed && draft.set !== "";
  form.hidden = !sound;
  const shut = draft.gates.filter(({ demanded, state }) => demanded && state !== "passed");
  $("anyway").hidden = !shut.length;
  form.elements.anyway.required = Boolean(shut.length);
  if (draft.gates.some(({ state }) => state === "running")) timer = setTimeout(read, AGAIN);
}

function changes() {
  return make("section", "changes", make("h2", "", t("versions.changes")), ...difference(draft.difference));
}

function gates() {
  const list = make("ul", "gates");
  for (const gate of draft.gates) list.append(row(gate));
  return make("section", "", make("h2", "", t("versions.gates")), list);
}

function row({ name, state, demanded, told }) {
  const node = make("li", `gate ${state}`, make("strong", "", t(`versions.gate_${name}`)), make("span", "state", t(`versions.state_${state}`)));
  node.dataset.gate = name;
  if (!demanded) node.append(make("small", "soft", t("versions.not_demanded")));
  if (told) node.append(make("span", "told", told));
  node.append(act(name, state));
  return node;
}

// The way on from a gate: tests are begun here, a replay and mistakes have rooms of their own.
function act(name, state) {
  if (name === "tests") return button(t(state === "running" ? "versions.running" : "versions.run_tests"), hold, "button small");
  const [path, word] = name === "check" ? ["/studio", "versions.mend"] : ["/studio/replays", "versions.replay"];
  if (name === "check" && state === "passed") return "";
  return Object.assign(make("a", "button small", t(word)), { href: path });
}

async function hold() {
  try { await call("/studio/trials", {}); } catch (error) { toast(problemOf(error), { wrong: true }); return; }
  await read();
}

const FATES = ["moves", "redo", "stays", "person"];

function plan() {
  if (!draft.plan) return null;
  const { total, spots } = draft.plan;
  const heading = make("h2", "", t("versions.plan"));
  if (!total) return make("section", "", heading, make("p", "", t("versions.plan_nobody")));
  const parts = FATES.filter((fate) => draft.plan[fate]).map((fate) => t(`versions.plan_${fate}`, { n: draft.plan[fate] }));
  const sentence = make("p", "sentence", `${t("versions.plan_inside", { n: total })}: ${parts.join(", ")}.`);
  const rows = make("tbody", "", ...spots.map(({ fate, flow, step, count }) => make("tr", "", make("td", "", flow), make("td", "", step), make("td", "", t(`versions.fate_${fate}`)), make("td", "number", String(count)))));
  const names = ["flow", "step", "fate", "count"].map((name) => Object.assign(make("th", "", t(`versions.spot_${name}`)), { scope: "col" }));
  const region = make("div", "scroll", make("table", "", make("thead", "", make("tr", "", ...names)), rows));
  Object.assign(region, { tabIndex: 0, role: "region", ariaLabel: t("versions.plan") });
  return make("section", "plan", heading, sentence, make("p", "soft", t("versions.plan_means")), make("details", "", make("summary", "", t("versions.plan_where")), region));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { why, urgent, anyway } = form.elements;
  const body = { set: draft.set, seen: draft.seen, why: why.value, urgent: urgent.checked, anyway: $("anyway").hidden ? "" : anyway.value };
  const before = latest();
  const send = form.querySelector(".main");
  send.disabled = true;
  try {
    const made = await call("/studio/versions/publish", body);
    form.reset();
    await Promise.all([read(), history.read()]);
    toast(t("versions.published"), { undo: before && (() => history.back(before, made.set)), group: "edition" });
  } catch (error) { toast(problemOf(error), { wrong: true }); await read(); } finally { send.disabled = false; }
});

document.addEventListener("draft-changed", read);
document.addEventListener("published", read);
document.addEventListener("visibilitychange", () => { if (!document.hidden) read(); });
await Promise.all([read(), history.read()]);
document.documentElement.dataset.ready = "";
