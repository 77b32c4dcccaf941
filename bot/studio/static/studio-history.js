// What was published, by whom and why, with the way back: one click, and one to undo it.

import { call, problemOf } from "./console-api.js";
import { $, button, make, when } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";
import { difference } from "./studio-difference.js";

let items = [];
let next = null;

export const latest = () => items[0] ?? null;

async function read(after = "") {
  const page = await call(`/studio/versions${after ? `?after=${after}` : ""}`);
  items = after ? [...items, ...page.items] : page.items;
  next = page.next;
  $("editions").replaceChildren(...items.map((one, place) => row(one, place === 0)));
  $("more").hidden = !next;
}

function row(one, newest) {
  const by = one.by || t("versions.nobody");
  const head = make("header", "", when(one.at), make("strong", "", by), make("span", "badge", t(`versions.origin_${one.origin}`)));
  if (newest) head.append(make("span", "badge now", t("versions.in_use")));
  if (one.withdrawn) head.append(make("span", "badge gone", t("versions.withdrawn")));
  if (one.urgent) head.append(make("span", "badge", t("versions.was_urgent")));
  head.append(Object.assign(make("code", "", one.set.slice(0, 8)), { title: one.set }));
  const node = make("li", newest ? "edition now" : "edition", head);
  node.dataset.edition = one.id;
  if (one.why) node.append(make("p", "why", one.why));
  if (one.passed_by) node.append(make("p", "passed-by", t("versions.passed_by", { why: one.passed_by })));
  node.append(acts(one, newest));
  return node;
}

function acts(one, newest) {
  const shown = make("div", "difference");
  const look = make("details", "", make("summary", "", t("versions.what")), shown);
  look.addEventListener("toggle", () => { if (look.open && !shown.hasChildNodes()) show(one, shown); });
  const line = make("p", "acts");
  if (!newest && !one.in_use) line.append(named(button(t("versions.back"), () => ask(one), "button small"), one));
  if (!one.in_use && !one.withdrawn) line.append(named(button(t("versions.withdraw"), () => withdraw(one), "button small quiet"), one));
  return make("div", "", line.hasChildNodes() ? line : null, one.base ? look : null);
}

// Several buttons of one name are told apart by the set they are about.
function named(node, one) {
  node.ariaLabel = `${node.textContent} ${one.set.slice(0, 8)}`;
  return node;
}

async function show(one, place) {
  place.replaceChildren(make("p", "soft", t("versions.reading")));
  try { place.replaceChildren(...difference(await call(`/studio/versions/${one.id}/difference`))); } catch (error) { place.replaceChildren(make("p", "problem", problemOf(error))); }
}

async function ask(one) {
  const before = latest();
  try {
    const made = await back(one, before.set);
    toast(t("versions.went_back"), { undo: () => back(before, made.set), group: "edition" });
  } catch (error) { toast(problemOf(error), { wrong: true }); await read(); }
}

async function back(one, seen) {
  const made = await call(`/studio/versions/${one.id}/rollback`, { seen, why: "" });
  await read();
  document.dispatchEvent(new CustomEvent("published"));
  return made;
}

function withdraw(one) {
  const dialog = $("withdrawing");
  dialog.returnValue = "";
  dialog.querySelector("form").reset();
  dialog.addEventListener("close", async () => {
    if (dialog.returnValue !== "yes") return;
    try {
      await call(`/studio/versions/${one.id}/withdraw`, { why: dialog.querySelector("input").value });
      toast(t("versions.withdrawn_now"));
    } catch (error) { toast(problemOf(error), { wrong: true }); }
    await read();
  }, { once: true });
  dialog.showModal();
}

$("more").addEventListener("click", () => read(next));
$("keep").addEventListener("click", () => $("withdrawing").close(""));

export const history = { read, back };
