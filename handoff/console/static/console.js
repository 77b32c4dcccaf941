// The agents' console: the list, the conversation and the customer, kept up to date by the server's events.

import { heed } from "./console-alerts.js";
import { call, patient, watch } from "./console-api.js";
import { Changes } from "./console-changes.js";
import { Composer } from "./console-composer.js";
import { customerHeard, showCustomer } from "./console-customer.js";
import { showDecisions } from "./console-decide.js";
import { $ } from "./console-dom.js";
import { Filter } from "./console-filter.js";
import { Floor } from "./console-floor.js";
import { showJoin } from "./console-join.js";
import { key } from "./console-keys.js";
import { List } from "./console-list.js";
import { Mentions } from "./console-mention.js";
import { Search } from "./console-search.js";
import { Talk } from "./console-talk.js";
import { vows } from "./console-vows.js";
import { Mine, showWait } from "./console-mine.js";
import { showSnooze } from "./console-snooze.js";
import "./console-waits.js";
import { showWindow } from "./console-window.js";

const desk = await patient("/desk", () => { $("offline").hidden = false; });
const list = new List();
const filter = new Filter(desk, () => Promise.all([list.choose(list.owner), search.read()]));
const search = new Search(() => filter.query);
list.filter = () => filter.query;
const talk = new Talk(desk, (conversation) => {
  list.mark(conversation.id);
  floor.show(conversation);
  composer.show();
  showJoin(talk);
  showSnooze(talk);
  showWait(talk);
  showCustomer(conversation);
  showDecisions(conversation);
  showWindow(conversation);
  showVows(conversation);
});
const mentions = new Mentions(list);
const composer = new Composer(talk);
const showVows = vows(talk);
const floor = new Floor(talk, () => composer.choose("messages"));

function view(name) { document.body.dataset.view = name; }

async function go() {
  const [, found = 0, message] = /^#\/(\d+)(?:\/([io]\d+))?$/.exec(location.hash) ?? [];
  const id = Number(found);
  if (!id) { view("list"); return; }
  view("talk");
  list.mark(id);
  $("talk").dataset.id = id;
  const opened = talk.open(id, message);
  composer.open();
  try { await opened; } catch { location.hash = "#/"; return; }
  mentions.read(id);
  if (!message) $("content").focus({ preventScroll: true });
}

const mine = new Mine(() => talk.id);
const changes = new Changes(async (ids) => {
  customerHeard(ids);
  await Promise.allSettled([list.change(ids), mine.change(ids), ids.has(0) || ids.has(talk.id) ? talk.read() : null]);
});

function heard(event, first) {
  if (event.kind === "mention") { mentions.heard(event, $("talk").checkVisibility() ? talk.id : null); return; }
  if (event.kind === "draft" || event.kind === "looking") { composer.heard(event); return; }
  if (event.kind === "counts") { list.count(event); heed(event, first); return; }
  if (event.kind === "presence") return; // who is here is asked for where it is shown
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
const rows = () => (search.active ? search : list);
key("j", "keys.next", () => rows().walk(1));
key("ArrowDown", "keys.next", () => rows().walk(1), { when: () => rows().focused });
key("k", "keys.previous", () => rows().walk(-1));
key("ArrowUp", "keys.previous", () => rows().walk(-1), { when: () => rows().focused });
key("Enter", "keys.open", () => document.activeElement.click(), { when: () => rows().focused });
key("s", "keys.search", () => { view("list"); $("search").select(); });
key("u", "keys.customer", () => { view("customer"); $("customer").focus(); }, { when: () => Boolean(talk.shown) });
key("#", "tags.add", () => { view("customer"); $("new-tag").focus(); }, { when: () => $("new-tag") !== null });
list.tabs.forEach((tab, place) => key(String(place + 1), "keys.list", () => { view("list"); search.clear(); tab.click(); }));
window.addEventListener("hashchange", go);

watch(heard, (online) => {
  $("offline").hidden = online;
  document.documentElement.dataset.link = online ? "up" : "down"; // other modules, styles and tests may look
  document.dispatchEvent(new CustomEvent("link", { detail: online }));
});
document.documentElement.dataset.ready = ""; // from here on a click is heard
await filter.read();
await Promise.all([list.read(), search.read(), mine.read(), go(), count(false)]); // somebody may have typed already
