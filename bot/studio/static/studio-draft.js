// One file of the draft at a time: read, saved shortly after typing stops, and put together with what colleagues wrote meanwhile.

import { Refused, call } from "./console-api.js";

const PAUSE = 800; // ms without a key until it is saved
const AGAIN = 3000; // ms until the next try without a connection
const path = (name) => `/studio/files/${name}`;
const kept = (name) => `dezura-file:${name}`;

export class DraftFile {
  #timer = null;
  #last = Promise.resolve(); // saving, hearing and joining come one after the other

  // `field` has the text; `tell(state, values)` shows how it stands; `choose(merged)` lets a person choose where lines clash.
  constructor(field, { tell, choose, opened }) {
    Object.assign(this, { field, tell, choose, opened, name: "", base: "", version: "", dirty: false, published: null, settled: false });
    window.addEventListener("beforeunload", (event) => { if (this.dirty) { this.save(); event.preventDefault(); } });
    window.addEventListener("online", () => { if (this.dirty) this.save(); });
    document.addEventListener("link", ({ detail }) => { if (detail && this.dirty) this.save(); });
  }

  async open(name) {
    if (name === this.name) { if (this.postponed) { this.published = undefined; await this.heard(name); } return; }
    if (this.dirty) await this.save();
    const file = await call(path(name));
    const left = JSON.parse(sessionStorage.getItem(kept(name)) ?? "null");
    Object.assign(this, { name, base: file.text ?? "", version: file.version, published: file.published, dirty: false, settled: false, postponed: false });
    this.field.open(this.base, name.endsWith(".ftl"));
    this.opened(file);
    if (file.state === "clash") await this.#settle(file);
    else if (left && left.text !== this.base) await this.#bring(left);
    else this.tell(file.changed_at ? "as_of" : "published", { file });
  }

  // No file is open any more; what is on the screen is not saved.
  close() {
    clearTimeout(this.#timer);
    sessionStorage.removeItem(kept(this.name));
    Object.assign(this, { name: "", base: "", version: "", dirty: false, published: null, settled: false });
  }

  // What this browser has and the server did not get.
  async #bring(left) {
    Object.assign(this, { dirty: true });
    const theirs = this.base;
    this.base = left.base;
    this.field.become(left.text);
    await this.#join(theirs, this.version);
  }

  // Somebody has published other words for the same lines since this was changed.
  async #settle(file) {
    const merged = await call("/studio/merge", { base: file.base ?? "", mine: file.text ?? "", theirs: file.published ?? "" });
    const text = merged.clashes ? await this.choose(merged, "clash") : merged.text;
    this.postponed = text === null;
    if (this.postponed) { this.tell("clashing"); return; }
    this.settled = true;
    this.field.become(text);
    this.typed();
    this.#later(0);
  }

  // Something was typed.
  typed() {
    if (!this.name) return;
    this.dirty = true;
    sessionStorage.setItem(kept(this.name), JSON.stringify({ text: this.field.text, base: this.base }));
    this.tell("typing");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), PAUSE);
  }

  #alone(work) {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  // Give the server what it has not.
  save() {
    clearTimeout(this.#timer);
    return this.#alone(() => (this.dirty ? this.#send() : null));
  }

  async #send() {
    const { name, version, settled } = this;
    const { text } = this.field;
    try {
      const saved = await call(path(name), { text, version, settled, check: false });
      if (name !== this.name) return;
      Object.assign(this, { base: text, version: saved.version, settled: false });
      if (this.field.text === text) {
        this.dirty = false;
        sessionStorage.removeItem(kept(name));
        this.tell("saved", { file: saved });
      } else this.#later(PAUSE);
      document.dispatchEvent(new CustomEvent("draft-changed", { detail: { name } }));
    } catch (error) {
      if (name !== this.name) return;
      if (error instanceof Refused && error.status === 409) await this.#join(error.problem.text ?? "", error.problem.version ?? "", error.message);
      else if (error instanceof Refused && error.status < 500) this.tell("refused", { error });
      else { this.tell("offline"); this.#later(AGAIN); }
    }
  }

  #later(ms) { clearTimeout(this.#timer); this.#timer = setTimeout(() => this.save(), ms); }

  // A colleague's newer text and what was typed here, in one.
  async #join(theirs, version) {
    const [name, mine] = [this.name, this.field.text];
    let merged;
    try { merged = await call("/studio/merge", { base: this.base, mine, theirs }); } catch { this.tell("offline"); this.#later(AGAIN); return; }
    if (name !== this.name) return;
    if (this.field.text !== mine) { await this.#join(theirs, version); return; }
    const text = merged.clashes ? await this.choose(merged, "colleague") : merged.text;
    if (text === null || name !== this.name) { this.tell("waiting"); return; }
    Object.assign(this, { base: theirs, version });
    this.field.become(text);
    this.dirty = text !== theirs;
    this.tell("joined");
    if (this.dirty) this.#later(0);
    else sessionStorage.removeItem(kept(name));
  }

  // The file was changed elsewhere: it appears at once, or is put together with what was typed here.
  heard(name) { return name && name === this.name ? this.#alone(() => this.#look(name)) : null; }

  async #look(name) {
    const file = await call(path(name)).catch(() => null);
    if (!file || name !== this.name) return;
    if (file.version === this.version) { await this.#publishedAs(file); return; }
    if (this.dirty) { await this.#join(file.text ?? "", file.version); return; }
    Object.assign(this, { base: file.text ?? "", version: file.version, published: file.published });
    this.field.become(this.base);
    this.tell("theirs", { file });
    document.dispatchEvent(new CustomEvent("draft-changed", { detail: { name } }));
  }

  // The same words, and something was published: this very draft, or other words for its lines.
  async #publishedAs(file) {
    if (this.dirty || file.published === this.published) return;
    this.published = file.published;
    if (file.state === "clash") await this.#settle(file);
    else this.tell(file.changed_at ? "as_of" : "published", { file });
  }
}

// Change another file of the draft; when a colleague was quicker, once more on what they wrote.
export async function amend(name, change) {
  for (let turn = 0; ; turn += 1) {
    const file = await call(path(name));
    try { return await call(path(name), { text: change(file.text ?? ""), version: file.version, check: false }); } catch (error) {
      if (error.status !== 409 || turn > 3) throw error;
    }
  }
}
