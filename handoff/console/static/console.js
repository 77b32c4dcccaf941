// The agents' console: the list, the conversation and the customer, kept up to date by the server's events.

import { call, watch } from "./console-api.js";
import { showCustomer } from "./console-customer.js";
import { showDecisions } from "./console-decide.js";
import { $ } from "./console-dom.js";
import { List } from "./console-list.js";
import { Talk } from "./console-talk.js";

const TOGETHER = 300; // ms; changes that come together are one reading

const desk = await call("/desk");
const list = new List();
const talk = new Talk(desk, (conversation) => {
  list.mark(conversation.id);
  showCustomer(conversation);
  showDecisions(conversation);
});

function view(name) { document.body.dataset.view = name; }

async function go() {
  const id = Number(/^#\/(\d+)$/.exec(location.hash)?.[1] ?? 0);
  if (!id) { view("list"); return; }
  view("talk");
  list.mark(id);
  try { await talk.open(id); } catch { location.hash = "#/"; return; }
  $("talk").focus({ preventScroll: true });
}

let changed = new Set();
let timer = null;

function heard(event) {
  changed.add(event.kind === "reset" ? 0 : event.id);
  timer ??= setTimeout(() => {
    const ids = changed;
    changed = new Set();
    timer = null;
    list.read().catch(() => {});
    if (ids.has(0) || ids.has(talk.id)) talk.read().catch(() => {});
  }, TOGETHER);
}

$("about").addEventListener("click", () => { view("customer"); $("customer").focus(); });
$("back-to-talk").addEventListener("click", (event) => { event.preventDefault(); view("talk"); $("talk").focus(); });
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && document.body.dataset.view === "customer") view("talk"); });
$("sign-out").addEventListener("click", async () => { await call("/session", undefined, "DELETE"); location.reload(); });
window.addEventListener("hashchange", go);

watch(heard, (online) => { $("offline").hidden = online; });
await list.read();
await go();
