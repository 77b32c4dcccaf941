// Lists to work through: one tab at a time, a page after the other, and acts whose row says why they could not be.

import { call, problemOf, watch } from "./console-api.js";
import { $, button, make } from "./console-dom.js";

const TOGETHER = 300; // ms; changes that come together are one reading

export class Worklist {
  #next = null;
  #reading = 0;

  // `path(tab)` is what is read, `row(item)` draws one, `nothing(tab)` is said where there are none; `read(page)` hears of each first
  // page, `put(items)` takes the place of drawing all rows anew.
  constructor({ tab, path, row, nothing, read = () => {}, put = (items) => $("rows").replaceChildren(...items.map(row)) }) {
    Object.assign(this, { tab, path, row, nothing, read, put });
    for (const node of document.querySelectorAll("[data-tab]")) node.addEventListener("click", () => this.show(node.dataset.tab));
    $("more").addEventListener("click", () => this.more());
  }

  // Read what is on the screen again; of two readings under way the later one counts.
  async show(name = this.tab) {
    this.tab = name;
    const mine = ++this.#reading;
    for (const node of document.querySelectorAll("[data-tab]")) node.setAttribute("aria-pressed", String(node.dataset.tab === name));
    const page = await call(this.path(name));
    if (mine !== this.#reading) return;
    for (const node of document.querySelectorAll("[data-count]")) node.textContent = page.counts[node.dataset.count] || "";
    this.read(page);
    this.put(page.items);
    $("empty").hidden = page.items.length > 0;
    $("empty").textContent = this.nothing(name);
    this.#end(page);
  }

  async more() {
    const path = this.path(this.tab);
    const page = await call(`${path}${path.includes("?") ? "&" : "?"}after=${encodeURIComponent(this.#next)}`);
    $("rows").append(...page.items.map(this.row));
    this.#end(page);
  }

  // From now on it is read again when something has changed.
  follow() {
    let timer = null;
    const soon = () => { timer ??= setTimeout(() => { timer = null; this.show().catch(() => {}); }, TOGETHER); };
    watch(soon, (online) => { $("offline").hidden = online; });
  }

  #end(page) {
    this.#next = page.next;
    $("more").hidden = !this.#next;
  }
}

// Where a row says what went wrong.
export function problemLine() {
  const node = Object.assign(make("p", "problem"), { hidden: true });
  node.setAttribute("role", "alert");
  return node;
}

// A button of a row: `does(row)`; `moved()` follows where somebody else was faster.
export function act(title, does, { main = "", moved = () => {} } = {}) {
  const node = button(title, async () => {
    const row = node.closest(".row");
    const problem = row.querySelector(".problem");
    problem.hidden = true;
    try {
      await does(row);
    } catch (error) {
      problem.hidden = false;
      problem.textContent = problemOf(error);
      if (error.status === 409) await moved();
    }
  }, `button ${main}`);
  return node;
}
