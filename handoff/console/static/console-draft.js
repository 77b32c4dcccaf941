// What is being written, kept on the server for each conversation, and in this browser until the server has it.

import { call } from "./console-api.js";
import { make } from "./console-dom.js";
import { t } from "./console-words.js";

const PAUSE = 600; // ms without a key until it is saved
const KINDS = ["answer", "note"];
const waiting = new Map(); // conversation -> how many drafts of ours wait there

const isEmpty = ({ text, files }) => !text.trim() && files.length === 0;

// A row of the list says that a draft waits.
export function mark(card) {
  const there = card.querySelector(".draft");
  if (!waiting.get(Number(card.dataset.id))) there?.remove();
  else if (!there) card.querySelector(".said")?.prepend(make("span", "draft", t("writing.draft")));
}

function markAll() { for (const card of document.querySelectorAll(".card")) mark(card); }

export class Draft {
  id = null;
  #held = {};
  #timers = {};
  #reading = null;

  // `fill(kind, held)` puts into the field what another tab, machine or time has left: `text` and `files`.
  constructor(me, fill) {
    Object.assign(this, { me, fill });
    document.addEventListener("link", ({ detail }) => { if (detail) this.#again(); });
    window.addEventListener("pagehide", () => this.flush(true));
    this.count();
  }

  #name(kind, id = this.id) { return `dezura-draft:${this.me}:${id}:${kind}`; }

  // Which conversations have a draft of ours.
  async count() {
    const { items } = await call("/drafts").catch(() => ({ items: null }));
    if (!items) return;
    waiting.clear();
    for (const one of items) waiting.set(one.conversation_id, (waiting.get(one.conversation_id) ?? 0) + 1);
    markAll();
  }

  async open(id) {
    if (this.id) this.flush();
    this.id = id;
    for (const kind of KINDS) this.#held[kind] = { text: "", files: [], version: 0, dirty: false, ...this.#kept(kind) };
    for (const kind of KINDS) this.fill(kind, this.#held[kind]);
    await this.#read();
    for (const kind of KINDS) if (this.#held[kind].dirty) this.#save(kind);
  }

  // What this browser has and the server did not get: the program was stopped, or there was no connection.
  #kept(kind) {
    const kept = JSON.parse(localStorage.getItem(this.#name(kind)) ?? "null");
    return kept ? { ...kept, dirty: true } : {};
  }

  of(kind) { return this.#held[kind]; }

  write(kind, text, files) {
    const held = this.#held[kind];
    Object.assign(held, { text, files, dirty: true });
    localStorage.setItem(this.#name(kind), JSON.stringify({ text, files }));
    this.#note();
    clearTimeout(this.#timers[kind]);
    this.#timers[kind] = setTimeout(() => this.#save(kind), PAUSE);
  }

  // Save now what waits for its pause.
  flush(leaving = false) { for (const kind of KINDS) if (this.#held[kind]?.dirty) this.#save(kind, leaving); }

  #again() {
    this.count();
    if (this.id) this.#read().then(() => this.flush());
  }

  #note() {
    const n = KINDS.filter((kind) => !isEmpty(this.#held[kind])).length;
    if (n) waiting.set(this.id, n); else waiting.delete(this.id);
    markAll();
  }

  async #save(kind, keepalive = false) {
    clearTimeout(this.#timers[kind]);
    const [id, held, name] = [this.id, this.#held[kind], this.#name(kind)];
    const { text, files } = held;
    try {
      const body = JSON.stringify({ kind, text, files: files.map((file) => file.id) });
      const answer = await fetch(`/api/v1/conversations/${id}/drafts`, { method: "POST", body, keepalive, headers: { "Content-Type": "application/json" } });
      if (!answer.ok) return;
      held.version = (await answer.json()).version;
      if (held.text !== text || held.files !== files) return; // more was written meanwhile, and will be saved
      held.dirty = false;
      localStorage.removeItem(name);
    } catch { /* it stays in this browser until there is a connection */ }
  }

  // The server tells that a draft of ours has changed: in another tab, on another machine, or because an answer was taken back.
  heard({ id, draft: kind, version }) {
    if (id !== this.id) { clearTimeout(this.#reading); this.#reading = setTimeout(() => this.count(), PAUSE); return; }
    if (version > this.#held[kind].version) this.#read().catch(() => {});
  }

  async #read() {
    const id = this.id;
    const { items } = await call(`/conversations/${id}/drafts`).catch(() => ({ items: [] }));
    if (id === this.id) for (const one of items) this.take(one);
  }

  // This was sent and turned away: it stands before what was written since, here or on the server.
  async giveBack(id, { kind, text, files }) {
    const theirs = { text, files };
    if (id === this.id) {
      const held = this.#held[kind];
      const next = isEmpty(held) ? theirs : joined(theirs, held);
      this.write(kind, next.text, next.files);
      this.fill(kind, held);
      await this.#save(kind);
      return;
    }
    const { items } = await call(`/conversations/${id}/drafts`);
    const there = items.find((one) => one.kind === kind) ?? { text: "", files: [] };
    const next = isEmpty(there) ? theirs : joined(theirs, there);
    await call(`/conversations/${id}/drafts`, { kind, text: next.text, files: next.files.map((file) => file.id) });
    await this.count();
  }

  // An answer was taken back: its words come first, and what was written since is kept.
  restore({ kind, text, files, version }) {
    const held = this.#held[kind];
    const next = isEmpty(held) ? { text, files } : joined({ text, files }, held);
    held.version = Math.max(held.version, version);
    this.write(kind, next.text, next.files);
    this.fill(kind, held);
  }

  // Another version of a draft; what is here and nowhere else is not written over.
  take({ kind, text, files, version }) {
    const held = this.#held[kind];
    if (version <= held.version) return;
    held.version = version;
    const mine = { text: held.text, files: held.files };
    const next = held.dirty && !isEmpty(mine) ? joined({ text, files }, mine) : held.dirty && held.text === "" ? mine : { text, files };
    if (next.text === mine.text && next.files.length === mine.files.length) return;
    Object.assign(held, next);
    this.#note();
    this.fill(kind, held);
  }
}

// Of two texts of which one holds the other, the longer; otherwise both.
function joined(theirs, mine) {
  const known = new Set(mine.files.map(({ id }) => id));
  const files = [...theirs.files.filter(({ id }) => !known.has(id)), ...mine.files];
  if (mine.text.includes(theirs.text.trim())) return { text: mine.text, files };
  if (theirs.text.includes(mine.text.trim())) return { text: theirs.text, files };
  return { text: `${theirs.text}\n${mine.text}`, files };
}
