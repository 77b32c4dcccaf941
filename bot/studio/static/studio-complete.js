// The list below the caret from which one chooses by arrows and Enter: without it every name would have to be known by heart.

import { make } from "./console-dom.js";
import { offers } from "./studio-offers.js";

const SHOWN = 9;

export class Completion {
  #found = null;
  #at = 0;
  #taking = false;

  constructor(field, list) {
    Object.assign(this, { field, list });
    const { area } = field;
    area.addEventListener("keydown", (event) => this.#key(event), true);
    area.addEventListener("input", (event) => {
      if (this.#taking) return;
      if (event.inputType?.startsWith("insert") || event.inputType?.startsWith("delete")) this.#show(false, event.inputType.startsWith("delete"));
    });
    area.addEventListener("blur", () => this.close());
    area.addEventListener("pointerdown", () => this.close());
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const index = [...list.children].indexOf(event.target.closest("li"));
      if (index >= 0) { this.#at = index; this.#take(); }
    });
  }

  get open() { return this.#found !== null; }

  close() {
    this.#found = null;
    this.list.hidden = true;
    this.field.area.removeAttribute("aria-activedescendant");
  }

  #show(asked, shrinking = false) {
    const { field } = this;
    const found = field.area.selectionStart === field.area.selectionEnd ? offers(field.text, field.caret, field.fluent, asked) : null;
    if (!found || (shrinking && !this.open && !asked)) { this.close(); return; }
    this.#found = found;
    this.#at = 0;
    this.list.replaceChildren(...found.items.map(({ name, note }, index) => {
      const item = make("li", "", make("span", "name", name), note ? make("span", "note", note) : null);
      item.setAttribute("role", "option");
      item.id = `offer-${index}`;
      return item;
    }));
    const spot = field.spot(field.caret - found.word.length);
    const room = field.frame.scrollTop + field.frame.clientHeight - spot.top - spot.height;
    const height = Math.min(found.items.length, SHOWN) * 28 + 10;
    const below = room > height || spot.top - field.frame.scrollTop < height;
    this.list.style.setProperty("--top", `${below ? spot.top + spot.height : spot.top - height}px`);
    this.list.style.setProperty("--left", `${Math.min(spot.left, field.frame.scrollLeft + Math.max(0, field.frame.clientWidth - 330))}px`);
    this.list.hidden = false;
    this.#mark();
  }

  #mark() {
    [...this.list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === this.#at)));
    const item = this.list.children[this.#at];
    this.list.scrollTop = Math.max(0, item.offsetTop + item.offsetHeight - this.list.clientHeight, Math.min(this.list.scrollTop, item.offsetTop));
    this.field.area.setAttribute("aria-activedescendant", item.id);
  }

  #take() {
    const { word, items } = this.#found;
    const { name, put = name } = items[this.#at];
    this.close();
    this.#taking = true; // what is taken is whole, whatever longer names there are
    this.field.replace(this.field.caret - word.length, this.field.caret, put);
    this.#taking = false;
  }

  #key(event) {
    if ((event.ctrlKey || event.metaKey) && event.code === "Space") { event.preventDefault(); this.#show(true); return; }
    if (!this.open) return;
    const { length } = this.#found.items;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: SHOWN, PageUp: -SHOWN }[event.key];
    if (step) this.#at = Math.abs(step) === 1 ? (this.#at + step + length) % length : Math.max(0, Math.min(length - 1, this.#at + step));
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) this.#take();
    else { if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) this.close(); return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.open) this.#mark();
  }
}
