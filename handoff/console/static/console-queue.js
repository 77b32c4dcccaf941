// What was sent and has not reached the server: kept in the browser, sent in order when the connection is there, once.
// Each is a line of its own in localStorage, so that two tabs cannot write over each other; the lock lets one of them send. What both
// send all the same has one key, and the server takes it once.

import { Refused, call } from "./console-api.js";

const AGAIN = 3000; // ms until the next try while there is no connection
let count = 0;

export class Queue {
  #timer = null;

  // `me` is whose it is. `sent(item, message)` hears what the server has, `refused(item, error)` what it does not want, `changed()`
  // that the queue is another.
  constructor(me, { sent, refused, changed }) {
    Object.assign(this, { prefix: `dezura-queue:${me}:`, sent, refused, changed });
    window.addEventListener("storage", ({ key }) => { if (key === null || key.startsWith(this.prefix)) { this.changed(); this.drain(); } });
    window.addEventListener("online", () => this.drain());
    document.addEventListener("link", ({ detail }) => { if (detail) this.drain(); });
  }

  // `kind` is "messages" or "notes", `body` what the server gets beside the key.
  put(conversation, kind, body, shown = {}) {
    const at = Date.now();
    const name = `${this.prefix}${String(at).padStart(15, "0")}-${String((count += 1)).padStart(4, "0")}-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    const key = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const item = { name, conversation, kind, body: { ...body, key }, at, ...shown };
    localStorage.setItem(name, JSON.stringify(item));
    this.changed();
    return this.drain();
  }

  get items() {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(this.prefix)).sort();
    return names.map((name) => JSON.parse(localStorage.getItem(name) ?? "null")).filter(Boolean);
  }

  of(conversation) { return this.items.filter((item) => item.conversation === conversation); }

  // Send what waits, oldest first; another tab that is at it does it for us, and should it go, we go on.
  drain() {
    clearTimeout(this.#timer);
    if (!navigator.locks) return this.#all();
    return navigator.locks.request("dezura-queue", () => this.#all());
  }

  async #all() {
    for (let item = this.items[0]; item; item = this.items[0]) if (!(await this.#one(item))) return;
  }

  async #one(item) {
    try {
      const message = await call(`/conversations/${item.conversation}/${item.kind}`, item.body);
      await this.sent(item, message);
    } catch (error) {
      if (!(error instanceof Refused) || error.status >= 500 || error.status === 429 || error.status === 401) {
        this.#timer = setTimeout(() => this.drain(), AGAIN);
        return false;
      }
      await this.refused(item, error);
    }
    localStorage.removeItem(item.name);
    this.changed();
    return true;
  }
}
