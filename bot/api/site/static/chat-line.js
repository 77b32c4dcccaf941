// The line to the server: what the customer writes is kept here until the server has it, under a key that makes a repeat harmless,
// and what the server says is heard as it comes.

const DOOR = "/api/v1/channels/web";
const SILENCE = 40000; // ms; the server gives a sign of life every 15 seconds, so a longer silence is a dead connection
const IDLE = 120000; // ms a hidden page goes on listening

// A page inside another site's frame gets no cookie, so there the secret is kept in the frame's own storage; where the browser gives
// a frame none, the page around it keeps the secret, if it is of a site that the shop has named (embed.js).
const framed = window.self !== window.top;
const REPLY = 400; // ms the page around it has to give the secret

export const memory = {
  get: (name) => { try { return localStorage.getItem(`dezura.${name}`); } catch { return null; } },
  set: (name, value) => { try { localStorage.setItem(`dezura.${name}`, value); } catch { /* a browser that keeps nothing still chats */ } },
};

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Line {
  outbox = []; // messages the server does not have yet, in their order
  secret = framed ? memory.get("secret") : null;
  #busy = true; // until it is known who this is, and what was said before is shown: a quick hand is no stranger, and writes below that
  #wake = () => {};
  #listening = null;
  #hidden = null;

  // `on` has changed(message), event(name, data), online(yes) and language(); `known`: this browser has written before; `origins`:
  // the sites that may show this page in a frame.
  constructor(on, { known, origins }) {
    this.on = on;
    this.known = known || Boolean(this.secret);
    this.host = framed && origins.find((origin) => origin === (location.ancestorOrigins?.[0] ?? new URL(document.referrer || "about:blank").origin));
    for (const kept of JSON.parse(memory.get("outbox") ?? "[]")) this.outbox.push({ ...kept, author: "customer", pending: "sending" });
    window.addEventListener("online", () => this.#wake());
    document.addEventListener("visibilitychange", () => this.#seen(!document.hidden));
  }

  // --- asking -----------------------------------------------------------------------------------------------------

  ask(path, options = {}) {
    const headers = { ...options.headers, ...(this.secret && { Authorization: `Bearer ${this.secret}` }) };
    return fetch(path, { ...options, headers, credentials: framed ? "omit" : "same-origin" });
  }

  // The customer types, or has stopped; a person who answers sees it, and nothing depends on it.
  types(typing) {
    if (!this.known) return;
    this.ask(`${DOOR}/typing`, { method: "POST", body: JSON.stringify({ typing }), headers: { "Content-Type": "application/json" } }).catch(() => {});
  }

  read(before = "") { return this.ask(`${DOOR}/messages${before && `?before=${encodeURIComponent(before)}`}`); }

  async recall() {
    if (this.known || !this.host) return;
    const reply = new Promise((resolve) => {
      const hear = ({ origin, data }) => { if (origin === this.host && data?.dezura === "secret") resolve(data.secret); };
      window.addEventListener("message", hear);
      setTimeout(() => { window.removeEventListener("message", hear); resolve(null); }, REPLY);
    });
    window.parent.postMessage({ dezura: "ready" }, this.host);
    this.secret = await reply;
    this.known = Boolean(this.secret);
  }

  async #open() {
    const answer = await fetch(`${DOOR}/session`, { method: "POST", credentials: framed ? "omit" : "same-origin" });
    if (!answer.ok) throw new Error(`no session: ${answer.status}`);
    const { secret } = await answer.json();
    if (framed) memory.set("secret", (this.secret = secret));
    if (this.host) window.parent.postMessage({ dezura: "secret", secret }, this.host);
    this.known = true;
    this.listen();
  }

  async #askAsVisitor(path, options) {
    if (!this.known) await this.#open(); // the first word makes the visitor, not the first look
    const answer = await this.ask(path, options);
    if (answer.status !== 401) return answer;
    await this.#open(); // whoever it was, the server knows them no more
    return this.ask(path, options);
  }

  // --- sending: one at a time, in order ---------------------------------------------------------------------------

  send(body, more = {}) {
    const message = { key: newKey(), body, at: new Date().toISOString(), author: "customer", pending: "sending", ...more };
    this.outbox.push(message);
    this.#keep();
    this.on.changed(message);
    this.flush();
    return message;
  }

  retry(message) {
    Object.assign(message, { pending: "sending", reason: null });
    this.on.changed(message);
    this.flush();
  }

  settle(message) { // the server has it, or the customer gave it up
    const index = this.outbox.indexOf(message);
    if (index >= 0) this.outbox.splice(index, 1);
    this.#keep();
  }

  start() {
    this.#busy = false;
    this.flush();
  }

  async flush() {
    if (this.#busy) return;
    this.#busy = true;
    let pause = 1000;
    for (let next; (next = this.outbox.find((message) => message.pending !== "failed"));) {
      const after = await this.#deliver(next);
      if (!this.outbox.includes(next)) { next.pending = null; continue; } // an event told that it had arrived
      if (after === 0) this.settle(next);
      this.on.changed(next);
      if (after > 0 || after === null) await this.#rest(after ?? pause);
      pause = after === null ? Math.min(pause * 2, 30000) : 1000;
    }
    this.#busy = false;
  }

  // 0 when it is done with, else after how many ms to try again; null: after a pause that grows.
  async #deliver(message) {
    try {
      const refused = (await this.#upload(message)) ?? (await this.#post(message));
      if (!refused) message.pending = "sent";
      else if (refused.status === 429) return 1000 * Number(refused.headers.get("Retry-After") || 2);
      else if (refused.status >= 500 || refused.status === 408) throw new Error(`later: ${refused.status}`);
      else Object.assign(message, { pending: "failed", reason: { 413: "too_large", 415: "wrong_file" }[refused.status] ?? null });
      return message.pending === "sent" ? 0 : -1;
    } catch { // no connection, or a server that is not well: the message waits here
      message.pending = "waiting";
      return null;
    }
  }

  async #upload(message) {
    if (!message.blob || message.body.file) return null;
    const form = new FormData();
    form.append("file", message.blob, message.blob.name);
    const answer = await this.#askAsVisitor(`${DOOR}/files`, { method: "POST", body: form });
    if (!answer.ok) return answer;
    message.body.file = (await answer.json()).id;
    return null;
  }

  async #post(message) {
    const body = JSON.stringify({ ...message.body, key: message.key, language: this.on.language() });
    const headers = { "Content-Type": "application/json" };
    const answer = await this.#askAsVisitor(`${DOOR}/messages`, { method: "POST", body, headers });
    return answer.ok ? null : answer;
  }

  #keep() { // a file cannot be kept over a reload, everything else can
    const kept = this.outbox.filter((message) => !message.blob).map(({ key, body, at, text }) => ({ key, body, at, text }));
    memory.set("outbox", JSON.stringify(kept));
  }

  #rest(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => { clearTimeout(timer); resolve(); };
    });
  }

  // --- hearing: by fetch, because a framed page has to show its secret in a header -----------------------------------

  async listen() {
    this.#listening?.abort();
    const mine = (this.#listening = new AbortController());
    for (let pause = 1000; !mine.signal.aborted; pause = Math.min(pause * 2, 15000)) {
      try {
        const answer = await this.ask(`${DOOR}/events`, { signal: mine.signal });
        if (answer.status === 401) return;
        if (answer.ok) {
          pause = 1000;
          this.on.online(true);
          this.#wake();
          await this.#hear(answer.body, mine);
        }
      } catch { /* the connection broke, or was never made: it is tried again below */ }
      if (mine.signal.aborted) return;
      this.on.online(false);
      await new Promise((resolve) => { setTimeout(resolve, pause * (0.7 + Math.random() * 0.6)); });
    }
  }

  async #hear(body, mine) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let timer;
    let rest = "";
    for (;;) {
      clearTimeout(timer);
      timer = setTimeout(() => reader.cancel(), SILENCE);
      const { value, done } = await reader.read();
      if (done || mine.signal.aborted) { clearTimeout(timer); return; }
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const name = /^event: (.*)$/m.exec(block)?.[1];
        if (name) this.on.event(name, JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "{}"));
      }
    }
  }

  #seen(visible) {
    clearTimeout(this.#hidden);
    if (!visible) { this.#hidden = setTimeout(() => this.#listening?.abort(), IDLE); return; }
    this.#wake();
    if (this.#listening?.signal.aborted) this.listen();
  }
}
