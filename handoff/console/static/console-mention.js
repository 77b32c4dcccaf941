// Colleagues named in notes: `@` completes them, and who is named finds it in a list of their own.

import { call } from "./console-api.js";
import { make, nameOf, when } from "./console-dom.js";
import { put, wordAt } from "./console-offers.js";
import { t } from "./console-words.js";

const MOST = 8; // offered at once
const fold = (text) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

// Offer the colleagues whose name fits the word after the `@`; whether there is such a word.
export function offerColleagues(field, offers, desk) {
  const found = wordAt(field, "@");
  if (!found) return false;
  const wanted = fold(found.word);
  const fits = ({ name }) => fold(name).split(" ").some((part) => part.startsWith(wanted)) || fold(name).startsWith(wanted);
  const items = desk.agents.filter((one) => one.id !== desk.user.id && fits(one)).slice(0, MOST).map(({ id, name }) => ({ id, name }));
  offers.show(items, ({ name }) => put(field, found.start, `@${name} `), `@${found.word}`, t("writing.colleagues"));
  return true;
}

// Who is named in a text.
export const named = (text, desk) => desk.agents.filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id);

export class Mentions {
  unread = 0;

  // `list` is the list of conversations; who is named is told by a number on its tab.
  constructor(list) {
    this.list = list;
    this.counted = this.count();
  }

  async count() {
    const { unread } = await call("/mentions?limit=0").catch(() => ({}));
    if (unread !== undefined) this.#show(unread);
  }

  #show(unread) {
    this.unread = unread;
    document.querySelector('[data-owner="mentions"] .count').textContent = unread || "";
  }

  // Somebody has named us; where we are looking at it, it is read.
  async heard({ id }, open) {
    this.unread += 1;
    if (id === open && !document.hidden) await this.read(id);
    else await this.count();
    if (this.list.owner === "mentions") await this.list.read();
  }

  // This conversation is open now: what names us there is read.
  async read(id) {
    await this.counted;
    if (!this.unread) return;
    const { unread } = await call(`/conversations/${id}/mentions`, {}).catch(() => ({}));
    if (unread !== undefined) this.#show(unread);
  }
}

// A mention as a row of the list.
export function mention(item) {
  const who = make("strong", "", t("writing.mentioned", { name: item.by ?? t("list.somebody") }));
  const node = make("a", item.read ? "card" : "card unread", who, make("span", "when", when(item.at)), make("span", "said", make("span", "tag", nameOf(item)), ` ${item.text}`));
  if (!item.read) who.append(make("span", "unseen", `, ${t("writing.unread")}`));
  return node;
}

// The list itself, as it is read page by page.
export async function readMentions({ after = "" }) {
  const { items, next } = await call(`/mentions?${new URLSearchParams({ limit: 100, after })}`);
  return { items: items.map((item) => ({ ...item, mention: true, order: [-item.id] })), next };
}
