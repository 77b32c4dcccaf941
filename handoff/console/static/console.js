// The agents' console: the list, the conversation and the customer, kept up to date by the server's events.

import { call, watch } from "./console-api.js";
import { Composer } from "./console-composer.js";
import { showCustomer } from "./console-customer.js";
import { showDecisions } from "./console-decide.js";
import { $ } from "./console-dom.js";
import { Floor } from "./console-floor.js";
import { key } from "./console-keys.js";
import { List } from "./console-list.js";
import { Talk } from "./console-talk.js";
import { showWindow } from "./console-window.js";

const TOGETHER = 300; // ms; changes that come together are one reading

const desk = await call("/desk");
const list = new List();
const talk = new Talk(desk, (conversation) => {
  list.mark(conversation.id);
  floor.show(conversation);
  composer.show();
  showCustomer(conversation);
  showDecisions(conversation);
  showWindow(conversation);
});
const composer = new Composer(talk);
const floor = new Floor(talk, () => composer.choose("messages"));

function view(name) { document.body.dataset.view = name; }

async function go() {
  const id = Number(/^#\/(\d+)$/.exec(location.hash)?.[1] ?? 0);
  if (!id) { view("list"); return; }
  view("talk");
  list.mark(id);
  composer.open();
  try { await talk.open(id); } catch { location.hash = "#/"; return; }
  $("content").focus({ preventScroll: true });
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
$("back-to-talk").addEventListener("click", (event) => { event.preventDefault(); view("talk"); $("content").focus(); });
key("Escape", "keys.back", () => { if (document.body.dataset.view === "customer") view("talk"); else location.hash = "#/"; }, { when: () => document.body.dataset.view !== "list" });
key("j", "keys.next", () => list.walk(1));
key("ArrowDown", "keys.next", () => list.walk(1), { when: () => list.focused });
key("k", "keys.previous", () => list.walk(-1));
key("ArrowUp", "keys.previous", () => list.walk(-1), { when: () => list.focused });
key("s", "keys.search", () => $("search").focus());
window.addEventListener("hashchange", go);

watch(heard, (online) => { $("offline").hidden = online; });
await list.read();
await go();
