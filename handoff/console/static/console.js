// The agents' console: the list, the conversation and the customer, kept up to date by the server's events.

import { heed } from "./console-alerts.js";
import { call, watch } from "./console-api.js";
import { Changes } from "./console-changes.js";
import { Composer } from "./console-composer.js";
import { showCustomer } from "./console-customer.js";
import { showDecisions } from "./console-decide.js";
import { $ } from "./console-dom.js";
import { Floor } from "./console-floor.js";
import { showJoin } from "./console-join.js";
import { key } from "./console-keys.js";
import { List } from "./console-list.js";
import { Mentions } from "./console-mention.js";
import { Talk } from "./console-talk.js";
import "./console-waits.js";
import { showWindow } from "./console-window.js";

const desk = await call("/desk");
const list = new List();
const talk = new Talk(desk, (conversation) => {
  list.mark(conversation.id);
  floor.show(conversation);
  composer.show();
  showJoin(talk);
  showCustomer(conversation);
  showDecisions(conversation);
  showWindow(conversation);
});
const mentions = new Mentions(list);
const composer = new Composer(talk);
const floor = new Floor(talk, () => composer.choose("messages"));

function view(name) { document.body.dataset.view = name; }

async function go() {
  const id = Number(/^#\/(\d+)$/.exec(location.hash)?.[1] ?? 0);
  if (!id) { view("list"); return; }
  view("talk");
  list.mark(id);
  $("talk").dataset.id = id;
  const opened = talk.open(id);
  composer.open();
  try { await opened; } catch { location.hash = "#/"; return; }
  mentions.read(id);
  $("content").focus({ preventScroll: true });
}

const changes = new Changes(async (ids) => {
  await Promise.allSettled([list.change(ids), ids.has(0) || ids.has(talk.id) ? talk.read() : null]);
});

function heard(event, first) {
  if (event.kind === "mention") { mentions.heard(event, $("talk").checkVisibility() ? talk.id : null); return; }
  if (event.kind === "draft" || event.kind === "looking") { composer.heard(event); return; }
  if (event.kind === "counts") { list.count(event); heed(event, first); return; }
  changes.add(event.kind === "reset" ? 0 : event.id);
  if (event.kind === "reset") count(first);
}

async function count(first) {
  const counts = await call("/counts");
  list.count(counts);
  heed(counts, first);
}

$("about").addEventListener("click", () => { view("customer"); $("customer").focus(); });
$("back-to-talk").addEventListener("click", (event) => { event.preventDefault(); view("talk"); $("content").focus(); });
key("Escape", "keys.back", () => { if (document.body.dataset.view === "customer") view("talk"); else location.hash = "#/"; }, { when: () => document.body.dataset.view !== "list" });
key("j", "keys.next", () => list.walk(1));
key("ArrowDown", "keys.next", () => list.walk(1), { when: () => list.focused });
key("k", "keys.previous", () => list.walk(-1));
key("ArrowUp", "keys.previous", () => list.walk(-1), { when: () => list.focused });
key("Enter", "keys.open", () => document.activeElement.click(), { when: () => list.focused });
key("s", "keys.search", () => $("search").focus());
list.tabs.forEach((tab, place) => key(String(place + 1), "keys.list", () => { view("list"); tab.click(); }));
window.addEventListener("hashchange", go);

watch(heard, (online) => {
  $("offline").hidden = online;
  document.documentElement.dataset.link = online ? "up" : "down"; // other modules, styles and tests may look
  document.dispatchEvent(new CustomEvent("link", { detail: online }));
});
await Promise.all([list.read(), go(), count(false)]);
