// A list that opens above the field while somebody types: walked by arrow keys, chosen by Enter or Tab, closed by Escape.

import { make } from "./console-dom.js";

export class Offers {
  #items = [];
  #at = 0;
  #closed = null; // what was typed when it was closed by Escape: it stays closed until that is another

  constructor(field, box) {
    Object.assign(this, { field, box });
    box.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const row = event.target.closest("[role=option]");
      if (row) this.#choose(Number(row.dataset.at));
    });
    field.addEventListener("blur", () => this.hide());
  }

  get open() { return !this.box.hidden; }

  // `items`: `name`, `text`, perhaps `tag`; `choose(item)`; `typed` is what they are offered for.
  show(items, choose, typed, label) {
    if (typed === this.#closed || (items.length === 0 && !this.open)) { this.hide(); return; }
    this.#closed = null;
    Object.assign(this, { choose, typed });
    this.#items = items;
    this.#at = 0;
    this.box.setAttribute("aria-label", label);
    this.box.replaceChildren(...items.map((item, at) => this.#row(item, at)));
    this.box.hidden = items.length === 0;
    this.#mark();
  }

  hide() {
    this.box.hidden = true;
    this.box.replaceChildren();
    this.#items = [];
    this.field.removeAttribute("aria-activedescendant");
  }

  #row({ name, text, tag }, at) {
    const row = make("li", "", make("strong", "", name), tag ? make("span", "tag", tag) : "", text ? make("span", "soft", text) : "");
    row.setAttribute("role", "option");
    row.id = `offer-${at}`;
    row.dataset.at = at;
    return row;
  }

  #mark() {
    [...this.box.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === this.#at)));
    const row = this.box.children[this.#at];
    if (!row) { this.field.removeAttribute("aria-activedescendant"); return; }
    this.field.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  #choose(at) {
    const item = this.#items[at];
    this.hide();
    this.choose(item);
  }

  // Whether this key was for the list.
  key(event) {
    if (!this.open || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { this.#at = (this.#at + step + this.#items.length) % this.#items.length; this.#mark(); }
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") this.#choose(this.#at);
    else if (event.key === "Escape") { this.#closed = this.typed; this.hide(); }
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

// The word before the caret that begins with this sign, with where it begins; null where there is none.
export function wordAt(field, sign) {
  const before = field.value.slice(0, field.selectionStart);
  const found = before.match(new RegExp(`(?:^|\\s)[${sign}]((?:[\\p{L}\\p{N}._-][\\p{L}\\p{N}._ -]{0,40})?)$`, "u"));
  return found && field.selectionStart === field.selectionEnd ? { word: found[1], start: before.length - found[1].length - 1 } : null;
}

// Put this in the place of what was typed from `start` on, as typing would, so that the browser can undo it.
export function put(field, start, text) {
  field.focus();
  field.setSelectionRange(start, field.selectionStart);
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, start, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
