// The list of conversations: whose, with which words; a change asks for the rows that changed, never for all of them.

import { call } from "./console-api.js";
import { card } from "./console-card.js";
import { $, due } from "./console-dom.js";
import { readMentions } from "./console-mention.js";
import { Rows } from "./console-rows.js";
import { t } from "./console-words.js";

const PAGE = 50;
const MOST = 100; // rows that changed, asked for one by one; with more the list is read again

export class List {
  open = null;
  filter = () => ({}); // what else the list is narrowed to
  #items = [];
  #next = null;
  #read = 0;
  #reading = Promise.resolve();
  #loading = false;

  constructor() {
    this.#rows = new Rows($("pane"), $("cards"), (item) => this.#card(item), () => this.more());
    for (const tab of this.tabs) tab.addEventListener("click", () => this.choose(tab.dataset.owner));
    setInterval(() => this.#tick(), 30000);
    this.#press(sessionStorage.getItem("owner") ?? "queue");
  }

  #rows;
  get tabs() { return [...document.querySelectorAll("[data-owner]")]; }
  get focused() { return this.#rows.focused >= 0; }

  choose(owner) {
    this.#press(owner);
    this.#items = [];
    this.#rows.top();
    return this.read();
  }

  #press(owner) {
    this.owner = this.tabs.some((tab) => tab.dataset.owner === owner) ? owner : "queue";
    sessionStorage.setItem("owner", this.owner);
    for (const tab of this.tabs) tab.setAttribute("aria-pressed", String(tab.dataset.owner === this.owner));
  }

  // From the top to what is on the screen; of two readings under way the later one counts.
  async read() {
    const mine = ++this.#read;
    let { items, next } = await this.#page({ limit: PAGE });
    while (next && items.length < Math.min(this.#rows.last, this.#items.length)) {
      const page = await this.#page({ limit: MOST, after: next });
      items = [...items, ...page.items];
      ({ next } = page);
    }
    if (mine === this.#read) this.#show(items, next);
  }

  async more() {
    if (this.#loading || !this.#next) return;
    this.#loading = true;
    const [mine, after] = [this.#read, this.#next];
    try {
      const { items, next } = await this.#page({ limit: MOST, after });
      if (mine === this.#read && after === this.#next) this.#show(merged(this.#items, items), next);
    } finally { this.#loading = false; }
  }

  // These have changed: they stand elsewhere now, or in another list.
  change(ids) {
    if (this.owner === "mentions") return undefined; // they change by themselves
    if (this.owner === "decide" || ids.size > MOST || ids.has(0)) return this.read();
    this.#reading = this.#reading.catch(() => {}).then(() => this.#change(ids)); // one after another, so that the newer one is last
    return this.#reading;
  }

  async #change(ids) {
    const mine = this.#read;
    const { items } = await this.#page({ ids: [...ids].join(",") });
    if (mine !== this.#read) return;
    const end = this.#next && this.#items.at(-1)?.order; // what belongs behind it comes with its page
    const here = end ? items.filter(({ order }) => compare(order, end) <= 0) : items;
    this.#show(merged(this.#items.filter(({ id }) => !ids.has(id)), here), this.#next);
  }

  async #page(query) {
    if (this.owner === "decide") {
      const { items } = await call("/approvals?state=open&limit=100");
      return { items: items.map((item) => ({ ...item, approval: true })), next: null };
    }
    if (this.owner === "mentions") return readMentions(query);
    return call(`/conversations?${new URLSearchParams({ owner: this.owner, ...this.filter(), ...query })}`);
  }

  #show(items, next) {
    this.#items = items;
    this.#next = next;
    this.#rows.show(items, !next);
    this.mark(this.open);
    $("empty").hidden = items.length > 0;
    $("empty").textContent = Object.keys(this.filter()).length ? t("list.found_nothing") : t(`list.none_${this.owner}`);
  }

  #card(item) {
    const node = card(item);
    this.#current(node);
    return node;
  }

  // This conversation is open now.
  mark(id) {
    this.open = id;
    for (const node of document.querySelectorAll(".card")) this.#current(node);
  }

  #current(node) { node.setAttribute("aria-current", String(Number(node.dataset.id) === this.open)); }

  // How long the lists are.
  count({ lists, most }) {
    for (const tab of this.tabs) {
      if (tab.dataset.owner === "mentions") continue; // told by themselves
      const n = lists[tab.dataset.owner];
      const shown = tab.querySelector(".count");
      shown.textContent = n === undefined || n === 0 ? "" : n >= most ? `${most - 1}+` : String(n);
    }
  }

  // On to the next or the previous row, from the one that has the focus, or is open, or from the top.
  walk(way) {
    const from = this.#rows.focused >= 0 ? this.#rows.focused : this.#items.findIndex((item) => (item.conversation_id ?? item.id) === this.open);
    const at = from < 0 ? 0 : Math.min(Math.max(from + way, 0), this.#items.length - 1);
    if (this.#items.length) this.#rows.focus(at);
  }

  #tick() {
    for (const shown of document.querySelectorAll("[data-due]")) {
      const now = due(shown.dataset.due);
      Object.assign(shown, { className: `${now.className}${shown.dataset.risk ?? ""}`, textContent: now.textContent });
    }
  }
}

function compare(one, other) {
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return one[at] - (other[at] ?? Infinity);
  return 0;
}

// Both in the order of the list; of one that is in both, the newer.
function merged(standing, fresh) {
  const known = new Set(fresh.map(({ id }) => id));
  return [...standing.filter(({ id }) => !known.has(id)), ...fresh].sort((one, other) => compare(one.order, other.order));
}
