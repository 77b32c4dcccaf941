// The list of conversations: whose, with which words, those that changed drawn again.

import { call } from "./console-api.js";
import { readDecisions } from "./console-decide.js";
import { $, due, make, nameOf, when } from "./console-dom.js";
import { t } from "./console-words.js";

export class List {
  owner = "queue";
  open = null;
  #next = null;
  #read = 0;

  constructor() {
    for (const tab of document.querySelectorAll("[data-owner]")) tab.addEventListener("click", () => this.choose(tab.dataset.owner));
    let typing;
    $("search").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(() => this.read(), 250); });
    $("more").addEventListener("click", () => this.more());
    setInterval(() => this.#tick(), 30000);
  }

  choose(owner) {
    this.owner = owner;
    for (const tab of document.querySelectorAll("[data-owner]")) tab.setAttribute("aria-pressed", String(tab.dataset.owner === owner));
    return this.read();
  }

  // Read what is on the screen again; of two readings under way the later one counts.
  async read() {
    const mine = ++this.#read;
    const { rows, next } = await this.#rows();
    if (mine !== this.#read) return;
    const focused = document.activeElement?.dataset?.id;
    $("cards").replaceChildren(...rows);
    if (focused) $("cards").querySelector(`[data-id="${focused}"]`)?.focus();
    this.#end({ next });
    this.mark(this.open);
    $("empty").hidden = rows.length > 0;
    $("empty").textContent = $("search").value ? t("list.found_nothing") : t(`list.none_${this.owner}`);
  }

  async #rows() {
    if (this.owner === "decide") return { rows: await readDecisions(), next: null };
    const { items, next } = await this.#page();
    return { rows: items.map((item) => this.#card(item)), next };
  }

  async more() {
    const page = await this.#page(this.#next);
    $("cards").append(...page.items.map((item) => this.#card(item)));
    this.#end(page);
  }

  mark(id) {
    this.open = id;
    for (const card of document.querySelectorAll(".card")) this.#current(card);
  }

  #page(after = "") {
    const query = new URLSearchParams({ owner: this.owner, q: $("search").value.trim(), after: after ?? "" });
    return call(`/conversations?${query}`);
  }

  #end(page) {
    this.#next = page.next;
    $("more").hidden = !page.next;
  }

  #card(item) {
    const waits = item.owner === "queue" && item.due_at;
    const last = item.last;
    const text = last?.text || (last?.file ? last.file.name || t("list.a_file") : "");
    const words = last?.author === "bot" ? t("list.said_bot", { text }) : last?.author === "agent" ? t("list.said_agent", { name: last.by ?? t("list.somebody"), text }) : text;
    const name = make("strong", "", nameOf(item));
    const at = waits ? due(item.due_at) : make("span", "when", when(item.changed_at));
    if (waits) at.dataset.due = item.due_at;
    const said = make("span", "said", make("span", "tag", `${item.channel}${item.language ? ` ${item.language}` : ""}`), ` ${words}`);
    const card = make("a", "card", name, at, said);
    card.href = `#/${item.id}`;
    card.dataset.id = item.id;
    this.#current(card);
    return make("li", "", card);
  }

  #current(card) {
    card.setAttribute("aria-current", String(Number(card.dataset.id) === this.open));
  }

  #tick() {
    for (const shown of document.querySelectorAll("[data-due]")) {
      const now = due(shown.dataset.due);
      Object.assign(shown, { className: now.className, textContent: now.textContent });
    }
  }

  get focused() { return document.activeElement?.matches(".card"); }

  // On to the next or the previous row, from the one that has the focus, or is open, or from the top.
  walk(way) {
    const rows = [...document.querySelectorAll(".card")];
    const from = rows.findIndex((row) => row === document.activeElement);
    const at = from >= 0 ? from : rows.findIndex((row) => Number(row.dataset.id) === this.open);
    rows[at < 0 ? 0 : Math.min(Math.max(at + way, 0), rows.length - 1)]?.focus();
  }
}
