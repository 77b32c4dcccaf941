// Searching: people and messages as two groups in place of the list, each opened where it stands.

import { call, problemOf } from "./console-api.js";
import { card } from "./console-card.js";
import { $, button, make, nameOf, when } from "./console-dom.js";
import { t } from "./console-words.js";

const WAIT = 200; // ms after the last letter

export class Search {
  #asked = 0;
  #timer = null;

  // `filter()` says what the list is narrowed to.
  constructor(filter) {
    this.filter = filter;
    $("search").addEventListener("input", () => { clearTimeout(this.#timer); this.#timer = setTimeout(() => this.read(), WAIT); });
    $("search").addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && this.active) { event.preventDefault(); this.walk(1); }
      if (event.key === "Escape" && this.words) { event.preventDefault(); this.clear(); }
    });
  }

  get words() { return $("search").value.trim(); }
  get active() { return !$("found").hidden; }
  get #links() { return [...$("found").querySelectorAll("a.card")]; }
  get focused() { return this.#links.includes(document.activeElement); }

  clear() {
    $("search").value = "";
    return this.read();
  }

  async read() {
    const mine = ++this.#asked;
    if (!this.words) { this.#show(false); return; }
    try {
      const found = await this.#ask({ what: "both" });
      if (mine !== this.#asked) return;
      this.#draw(found);
    } catch (error) {
      if (mine !== this.#asked) return;
      $("found").replaceChildren(Object.assign(make("p", "problem", problemOf(error)), { role: "alert" }));
    }
    this.#show(true);
  }

  #ask(query) { return call(`/search?${new URLSearchParams({ q: this.words, ...this.filter(), ...query })}`); }

  #show(on) {
    $("found").hidden = !on;
    $("pane").hidden = on;
    document.body.classList.toggle("searching", on);
  }

  #draw({ people, messages }) {
    const none = people.items.length + messages.items.length === 0;
    $("found").replaceChildren(
      this.#group("people", people, card), this.#group("messages", messages, hit),
      none ? make("p", "soft nobody", t("found.nothing")) : "",
    );
    $("told").textContent = none ? t("found.nothing") : t("found.told", { people: this.#size(people), messages: this.#size(messages) });
  }

  #size({ items, next }) { return next ? `${items.length}+` : String(items.length); }

  #group(what, page, draw) {
    if (!page.items.length && !page.next) return "";
    const list = make("ul", "");
    const more = button(t("frame.more"), () => this.#more(what, list, more, draw), "button more");
    const fill = ({ items, next }) => {
      list.append(...items.map((item) => make("li", "", draw(item))));
      more.dataset.next = next ?? "";
      more.hidden = !next;
    };
    Object.assign(list, { fill });
    fill(page);
    const title = Object.assign(make("h2", "", t(`found.${what}`)), { id: `found-${what}` });
    const node = make("section", "", title, list, more);
    node.setAttribute("aria-labelledby", title.id);
    return node;
  }

  async #more(what, list, more, draw) {
    more.disabled = true;
    const mine = this.#asked;
    const at = list.children.length;
    const page = (await this.#ask({ what, after: more.dataset.next }))[what];
    more.disabled = false;
    if (mine !== this.#asked) return;
    list.fill(page, draw);
    list.children[at]?.querySelector("a").focus();
  }

  walk(way) {
    const links = this.#links;
    const from = links.indexOf(document.activeElement);
    if (from === 0 && way < 0) { $("search").focus(); return; }
    links[from < 0 ? 0 : Math.min(Math.max(from + way, 0), links.length - 1)]?.focus();
  }
}

// A message with the words that were looked for marked; it opens the conversation at this very place.
function hit(item) {
  const who = { bot: t("list.bot"), agent: item.by ?? t("list.somebody"), note: t("found.note"), customer: "" }[item.author];
  const text = make("span", "said", who ? make("span", "by", `${who}: `) : "", ...item.snippet.map(({ text: part, hit: marked }) => (marked ? make("mark", "", part) : part)));
  const link = make("a", "card hit", make("strong", "", nameOf(item)), make("span", "when", when(item.at)), text);
  link.href = `#/${item.conversation_id}/${item.message_id}`;
  return link;
}
