// What the customer's pane is made of: without it each of its modules would draw lists of another kind.

import { make } from "./console-dom.js";
import { t } from "./console-words.js";

// A part of the pane: its name, what it shows, and how it is made.
export function part(name, of, makeIt) { return { name, of, make: makeIt }; }

export function section(title, ...children) { return make("section", "", make("h3", "", title), ...children); }

const FEW = 3;

// Rows under a title; the first few, and the rest when asked for.
export function listed(title, items, draw) {
  const rows = items.map((item) => make("li", "", ...draw(item)));
  const node = section(title, make("ul", "", ...rows));
  if (rows.length <= FEW + 1) return node;
  for (const row of rows.slice(FEW)) row.hidden = true;
  const more = Object.assign(make("button", "link", t("pane.all", { n: rows.length })), { type: "button" });
  more.addEventListener("click", () => { for (const row of rows) row.hidden = false; rows[FEW].tabIndex = -1; rows[FEW].focus(); more.remove(); });
  node.append(more);
  return node;
}

export const sum = ({ amount, currency }) => `${amount} ${currency}`;
