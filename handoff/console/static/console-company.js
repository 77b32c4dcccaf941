// Who else has this conversation open and who is writing there, and that we do; the customer sees us type, and we see them.

import { $, make } from "./console-dom.js";
import { t } from "./console-words.js";

const BEAT = 8000; // ms between looks while it is open
const TYPES = 3000; // ms between signs while one types
const STOPS = 4000; // ms without a key until one types no more
const tab = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Company {
  #typing = "";
  #told = 0;
  #stops = null;
  #newest = "";
  #there = false;

  constructor(talk) {
    this.talk = talk;
    setInterval(() => this.#look(), BEAT);
    window.addEventListener("pagehide", () => this.#gone());
    window.addEventListener("pageshow", ({ persisted }) => { if (persisted) this.#look(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.#gone(); else this.#look(); });
  }

  open() {
    if (this.id && this.id !== this.talk.id) this.#gone();
    this.id = this.talk.id;
    this.#typing = "";
    this.show({ people: [], visitor: false });
    this.#look();
  }

  // The conversation was read again: who has written types no more.
  read({ messages }) {
    const newest = messages.findLast(({ author }) => author === "customer")?.id ?? "";
    if (newest !== this.#newest) $("typing").hidden = true;
    this.#newest = newest;
    if (!this.#there) this.#look(); // it has just come before our eyes
  }

  // We type, an "answer" or a "note"; or nothing any more.
  types(kind) {
    clearTimeout(this.#stops);
    if (kind) this.#stops = setTimeout(() => this.types(""), STOPS);
    const due = kind !== this.#typing || (kind && Date.now() - this.#told > TYPES);
    this.#typing = kind;
    if (due) this.#look();
  }

  heard(event) { if (event.id === this.id) this.show(event); }

  show({ people, visitor }) {
    const others = people.filter(({ id }) => id !== this.talk.desk.user.id).map((one) => ({ ...one, name: this.talk.desk.names.get(one.id) ?? `#${one.id}` }));
    const said = others.map(({ name, typing }) => make("span", typing ? "at-it" : "", t(typing ? `writing.types_${typing}` : "writing.looks", { name })));
    $("company").hidden = said.length === 0;
    $("company").replaceChildren(...said);
    const end = $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight < 80;
    $("typing").hidden = !visitor;
    if (end && visitor) this.talk.toEnd();
  }

  async #look() {
    if (!this.id || document.hidden) return;
    if (!$("talk").checkVisibility()) { if (this.#there) this.#gone(); return; } // on a phone the list is before it
    this.#there = true;
    const id = this.id;
    this.#told = Date.now();
    try {
      const answer = await post(id, { tab, typing: this.#typing });
      if (answer.ok && id === this.id) this.show(await answer.json());
    } catch { /* without a connection nobody is seen */ }
  }

  #gone() { this.#there = false; if (this.id) post(this.id, { tab, gone: true }, true).catch(() => {}); }
}

function post(id, body, keepalive = false) {
  return fetch(`/api/v1/conversations/${id}/look`, { method: "POST", body: JSON.stringify(body), keepalive, headers: { "Content-Type": "application/json" } });
}
