// The customer beside the conversation: everything the shop has had with this person, read in one go and drawn again where it changed.

import { call, problemOf } from "./console-api.js";
import { books } from "./console-books.js";
import { deeds } from "./console-deeds.js";
import { $, make } from "./console-dom.js";
import { part, section } from "./console-part.js";
import { past } from "./console-past.js";
import { promises, tickets } from "./console-promised.js";
import { who } from "./console-who.js";
import { t } from "./console-words.js";

let shown = null; // the dossier on the screen
let asked = 0;

// The conversation on the screen has been read: its customer is read, too.
export function showCustomer({ id }) {
  if (shown?.id !== id) {
    shown = null;
    $("details").replaceChildren(make("div", "blank"));
  }
  return read(id);
}

// These conversations changed; the pane shows those of the same person, too.
export function customerHeard(ids) {
  const { id, past: others } = shown ?? {};
  if (id && !ids.has(id) && others.some((one) => ids.has(one.id))) read(id);
}

async function read(id) {
  const mine = ++asked;
  try {
    const found = await call(`/conversations/${id}/customer`);
    if (mine !== asked) return;
    shown = found;
    draw(found);
  } catch (error) {
    if (mine === asked && !shown) $("details").replaceChildren(make("p", "problem", problemOf(error)));
  }
}

// A section is drawn again only where what it shows has changed: nothing jumps, and what is being written stays.
function draw(found) {
  const again = () => read(found.id);
  const parts = [...who(found, again), ...deeds(found, again), promises(found), ...books(found), ...past(found, again), tickets(found), knows(found)].filter(Boolean);
  const standing = new Map([...$("details").children].map((node) => [node.dataset.part, node]));
  const nodes = parts.map(({ name, of, make: makeIt }) => {
    const looks = JSON.stringify([found.id, of]);
    const before = standing.get(name);
    if (before?.looks === looks) return before;
    const node = makeIt();
    node.dataset.part = name;
    node.looks = looks;
    return node;
  });
  const held = document.activeElement?.closest?.("[data-part]")?.dataset.part;
  const focused = held && document.activeElement.id;
  let next = $("details").firstElementChild;
  for (const node of nodes) {
    if (node === next) next = next.nextElementSibling;
    else $("details").insertBefore(node, next);
  }
  for (const node of [...$("details").children]) if (!nodes.includes(node)) node.remove();
  if (focused && !document.activeElement?.closest?.("[data-part]")) $(focused)?.focus();
}

function knows({ slots }) {
  const rows = Object.entries(slots);
  if (!rows.length) return null;
  return part("knows", slots, () => section(t("customer.knows"), make("dl", "", ...rows.flatMap(([name, value]) => [make("dt", "", name.replaceAll("_", " ")), make("dd", "", String(value))]))));
}
