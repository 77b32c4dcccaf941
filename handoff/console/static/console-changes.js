// Changes that come together are read together: at once after a silence, less often while it is busy, not at all while nobody looks.

const SOON = 80; // ms after a silence
const BUSY = 600; // ms while changes keep coming

export class Changes {
  #ids = new Set();
  #timer = null;
  #last = 0;

  // `read(ids)` reads what has changed; 0 stands for everything.
  constructor(read) {
    this.read = read;
    document.addEventListener("visibilitychange", () => { if (!document.hidden && this.#ids.size) this.#plan(0); });
  }

  add(id) {
    this.#ids.add(id);
    if (!document.hidden) this.#plan(Date.now() - this.#last > BUSY ? SOON : BUSY);
  }

  #plan(ms) {
    this.#timer ??= setTimeout(async () => {
      const ids = this.#ids;
      this.#ids = new Set();
      this.#last = Date.now();
      await this.read(ids).catch(() => {});
      this.#timer = null;
      if (this.#ids.size && !document.hidden) this.#plan(BUSY);
    }, ms);
  }
}
