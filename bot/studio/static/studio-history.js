// What was published, by whom and why, with the way back: one click, and one to undo it.

import { call, problemOf } from "./console-api.js";
import { $, button, make, when } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";
import { difference } from "./studio-difference.js";

const REASONS = new Set(["changed", "gates", "in_use", "mistakes", "quicker", "same", "unfit"]);
export const mine = new Set(); // what was put into use from this page
let items = [];
let next = null;

export const latest = () => items[0] ?? null;
const byOf = ({ by, origin }) => by || t(`versions.by_${origin}`);

const who = () => (items[0] ? byOf(items[0]) : "");

// Why something was not done, for people. The history was read again before, so that whoever was quicker stands first in it.
export function refusal(error) {
  const { reason } = error.problem ?? {};
  return REASONS.has(reason) ? t(`versions.refused_${reason}`, { who: who() }) : problemOf(error);
}

async function read(after = "") {
  const page = await call(`/studio/versions${after ? `?after=${after}` : ""}`);
  items = after ? [...items, ...page.items] : page.items;
  next = page.next;
  $("editions").replaceChildren(...items.map((one, place) => row(one, place === 0)));
  $("more").hidden = !next;
}

function row(one, newest) {
  const head = make("header", "", when(one.at), make("strong", "", byOf(one)));
  if (one.origin === "rollback") head.append(make("span", "badge", t("versions.origin_rollback")));
  if (newest) head.append(make("span", "badge now", t("versions.in_use")));
  if (one.withdrawn) head.append(make("span", "badge gone", t("versions.withdrawn")));
  if (one.urgent) head.append(make("span", "badge", t("versions.was_urgent")));
  head.append(Object.assign(make("code", "", one.set.slice(0, 8)), { title: one.set }));
  const node = make("li", newest ? "edition now" : "edition", head);
  node.tabIndex = -1;
  node.dataset.edition = one.id;
  if (one.why) node.append(make("p", "why", one.why));
  if (one.passed_by) node.append(make("p", "passed-by", t("versions.passed_by", { why: one.passed_by })));
  node.append(acts(one, newest));
  return node;
}

function acts(one, newest) {
  const line = make("p", "acts");
  if (!newest && !one.in_use) line.append(named(button(t("versions.back"), () => ask(one), "button small"), one));
  if (!one.in_use && !one.withdrawn) line.append(named(button(t("versions.withdraw"), () => withdraw(one), "button small quiet"), one));
  return make("div", "", line.hasChildNodes() ? line : null, one.base ? look(one) : null);
}

// What it changed is fetched when somebody wants to know.
function look(one) {
  const shown = make("div", "difference");
  const node = make("details", "", make("summary", "", t("versions.what")), shown);
  node.addEventListener("toggle", async () => {
    if (!node.open || shown.hasChildNodes()) return;
    shown.replaceChildren(make("p", "soft", t("versions.reading")));
    try { shown.replaceChildren(...difference(await call(`/studio/versions/${one.id}/difference`))); } catch (error) { shown.replaceChildren(make("p", "problem", problemOf(error))); }
  });
  return node;
}

// Several buttons of one name are told apart by the set they are about.
function named(node, one) {
  node.ariaLabel = `${node.textContent} ${one.set.slice(0, 8)}`;
  return node;
}

const focus = (id = latest()?.id) => $("editions").querySelector(`[data-edition="${id}"]`)?.focus();

async function ask(one) {
  const before = latest();
  try {
    const made = await back(one, before.set);
    focus();
    toast(t("versions.went_back"), { undo: () => undo(before, made.set), group: "edition" });
  } catch (error) { await wrong(error); }
}

async function back(one, seen) {
  const made = await call(`/studio/versions/${one.id}/rollback`, { seen, why: "" });
  mine.add(made.set);
  await read();
  document.dispatchEvent(new CustomEvent("published"));
  return made;
}

async function undo(one, seen) {
  try { await back(one, seen); focus(); toast(t("versions.went_back"), { group: "edition" }); } catch (error) { await wrong(error); }
}

async function wrong(error) {
  await read().catch(() => {});
  document.dispatchEvent(new CustomEvent("published"));
  toast(refusal(error), { wrong: true, seconds: 12 });
}

function withdraw(one) {
  const dialog = $("withdrawing");
  dialog.returnValue = "";
  dialog.querySelector("form").reset();
  dialog.addEventListener("close", async () => {
    if (dialog.returnValue !== "yes") return;
    try {
      await call(`/studio/versions/${one.id}/withdraw`, { why: dialog.querySelector("textarea").value });
      await read();
      focus(one.id);
      toast(t("versions.withdrawn_now"));
    } catch (error) { await wrong(error); }
  }, { once: true });
  dialog.showModal();
}

$("more").addEventListener("click", () => read(next).catch(wrong));
$("keep").addEventListener("click", () => $("withdrawing").close(""));

export const history = { read, undo, focus, who };
