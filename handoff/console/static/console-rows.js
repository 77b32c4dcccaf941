// Rows of one height of which only those on the screen exist, so that ten thousand are no slower than ten.

const SPARE = 6; // rows drawn above and below what is seen
const AHEAD = 20; // rows before the end at which more are asked for

export class Rows {
  #items = [];
  #nodes = new Map(); // index -> li
  #frame = 0;
  whole = true; // whether there are no more than these

  // `pane` scrolls, `list` is its ul; `draw(item)` makes a row's link; `more()` is called near the end.
  constructor(pane, list, draw, more) {
    Object.assign(this, { pane, list, draw, more });
    pane.addEventListener("scroll", () => this.#later(), { passive: true });
    new ResizeObserver(() => { this.#measure(); this.#later(); }).observe(pane);
    this.#measure();
  }

  #measure() {
    const probe = document.createElement("li");
    this.list.append(probe);
    this.height = probe.getBoundingClientRect().height || 66;
    probe.remove();
  }

  // These rows stand there now; what is looked at stays where it is.
  show(items, whole) {
    const anchor = this.#anchor();
    this.#items = items;
    this.whole = whole;
    this.list.style.setProperty("height", `${items.length * this.height}px`);
    if (anchor) {
      const at = items.findIndex(({ id }) => id === anchor.id);
      if (at >= 0) this.pane.scrollTop = at * this.height + anchor.rest;
    }
    this.#draw();
  }

  top() { this.pane.scrollTop = 0; }

  // The first row on the screen, unless it is the very first: whoever reads at the top wants to see what comes new.
  #anchor() {
    if (this.pane.scrollTop < this.height) return null;
    const at = Math.floor(this.pane.scrollTop / this.height);
    return this.#items[at] && { id: this.#items[at].id, rest: this.pane.scrollTop - at * this.height };
  }

  get last() { return Math.ceil((this.pane.scrollTop + this.pane.clientHeight) / this.height); }

  #later() { this.#frame ||= requestAnimationFrame(() => { this.#frame = 0; this.#draw(); }); }

  #draw() {
    const first = Math.max(0, Math.floor(this.pane.scrollTop / this.height) - SPARE);
    const end = Math.min(this.#items.length, this.last + SPARE);
    const focused = document.activeElement?.closest?.("li");
    const held = focused && this.list.contains(focused) ? focused.item.id : null;
    const standing = new Map([...this.#nodes.values()].map((node) => [node.item.id, node]));
    const nodes = new Map();
    for (let at = first; at < end; at += 1) nodes.set(at, this.#row(at, standing));
    const away = held === null ? -1 : this.#items.findIndex(({ id }) => id === held);
    if (away >= 0 && !nodes.has(away)) nodes.set(away, this.#row(away, standing)); // the focus is not lost by scrolling
    this.#place(nodes);
    if (held !== null && !this.list.contains(document.activeElement)) this.#link(away)?.focus({ preventScroll: true });
    if (!this.whole && end + AHEAD > this.#items.length) this.more();
  }

  #row(at, standing) {
    const item = this.#items[at];
    const before = standing.get(item.id);
    const node = before?.item === item ? before : document.createElement("li");
    if (node !== before) { node.item = item; node.append(this.draw(item)); }
    node.style.setProperty("transform", `translateY(${at * this.height}px)`);
    node.ariaPosInSet = String(at + 1);
    node.ariaSetSize = String(this.whole ? this.#items.length : -1);
    return node;
  }

  // In the order of the screen, so that reading and Tab go the same way; what stands right is not moved.
  #place(nodes) {
    const wanted = [...nodes].sort(([one], [other]) => one - other).map(([, node]) => node);
    const kept = new Set(wanted);
    for (const node of [...this.list.children]) if (!kept.has(node)) node.remove();
    let next = this.list.firstElementChild;
    for (const node of wanted) {
      if (node === next) next = next.nextElementSibling;
      else this.list.insertBefore(node, next);
    }
    this.#nodes = nodes;
  }

  #link(at) { return this.#nodes.get(at)?.querySelector("a"); }

  // Put the focus on a row, wherever it is.
  focus(at) {
    const top = at * this.height;
    const { scrollTop, clientHeight } = this.pane;
    if (top < scrollTop) this.pane.scrollTop = top;
    else if (top + this.height > scrollTop + clientHeight) this.pane.scrollTop = top + this.height - clientHeight;
    this.#draw();
    this.#link(at)?.focus({ preventScroll: true });
  }

  // Where the focus is, -1 elsewhere.
  get focused() {
    const item = document.activeElement?.closest?.("li")?.item;
    return item ? this.#items.findIndex(({ id }) => id === item.id) : -1;
  }
}
