// Answers that are had by `/` and their name, filled in for the customer; what is not known is marked and has to be filled in.

import { call } from "./console-api.js";
import { $, button, make } from "./console-dom.js";
import { put, wordAt } from "./console-offers.js";
import { t } from "./console-words.js";

const VARIABLE = /\{(?:customer\.name|customer\.email|order\.number|agent\.name|shop\.name|team\.name|promise)\}/g;
const MOST = 8; // offered at once

const fold = (text) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

export class Canned {
  #items = [];
  #of = null;

  constructor(field, offers, talk) { Object.assign(this, { field, offers, talk }); }

  // Offer what fits the word after the `/`; whether there is such a word.
  offer() {
    const found = wordAt(this.field, "/");
    if (!found) return false;
    this.#read().then(() => this.#show(found)).catch(() => this.#show(found));
    return true;
  }

  // Once for each conversation and version: what is filled in may have changed.
  async #read() {
    const of = `${this.talk.id} ${this.talk.shown?.version}`;
    if (this.#of === of) return;
    const { items } = await call(`/conversations/${this.talk.id}/answers`);
    this.#items = items;
    this.#of = of;
  }

  #show({ word, start }) {
    if (wordAt(this.field, "/")?.word !== word) return; // typed on meanwhile
    const wanted = fold(word.trim());
    const rank = ({ name, text }) => (fold(name).startsWith(wanted) ? 0 : fold(name).includes(wanted) ? 1 : fold(text).includes(wanted) ? 2 : 3);
    const fitting = this.#items.filter((item) => rank(item) < 3).sort((one, other) => rank(one) - rank(other)).slice(0, MOST);
    const items = fitting.map((item) => ({ ...item, tag: item.fallback ? item.language : item.mine ? t("answers.mine_tag") : "", name: `/${item.name}` }));
    this.offers.show(items, (item) => this.#take(item, start), `/${word}`, t("writing.canned"));
  }

  #take(item, start) {
    put(this.field, start, item.text);
    selectMissing(this.field, start);
  }
}

export const missing = (text) => [...new Set(text.match(VARIABLE) ?? [])];

// Mark the next variable that is still to be filled in; whether there was one.
export function selectMissing(field, from) {
  VARIABLE.lastIndex = from;
  const found = VARIABLE.exec(field.value);
  VARIABLE.lastIndex = 0;
  if (found) field.setSelectionRange(found.index, found.index + found[0].length);
  return found !== null;
}

// Above the field: what still has to be filled in, each a way to its place.
export function showMissing(field, names) {
  $("missing").hidden = names.length === 0;
  $("missing").replaceChildren(make("span", "", t("writing.missing")), ...names.map((name) => button(name, () => {
    field.focus();
    const at = field.value.indexOf(name);
    field.setSelectionRange(at, at + name.length);
  }, "tag")));
}
