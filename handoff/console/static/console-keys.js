// The keyboard: one registry of what each key does, so that `?` can show them all and none is given twice.

import { button, make } from "./console-dom.js";
import { rank, t } from "./console-words.js";

const keys = [];
const SHOWN = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc", " ": "Space" };
// On a keyboard with other letters the place of the key counts: Т is no T, but it lies where nothing else is.
const SIGNS = { Slash: ["/", "?"] };

// `name` is a letter, a sign or a name of KeyboardEvent.key, with `Control+` or `Alt+` before it where held; `word` says what it
// does. Only where `when` holds; `writing` keys work inside fields as well.
export function key(name, word, act, { when = () => true, writing = false } = {}) {
  keys.push({ name, word, act, when, writing });
}

export function named(event) {
  const held = `${event.ctrlKey || event.metaKey ? "Control+" : ""}${event.altKey ? "Alt+" : ""}`;
  const names = [held + event.key];
  if (/^Key[A-Z]$/.test(event.code) && !/^[a-z]$/i.test(event.key)) names.push(held + event.code.slice(3).toLowerCase());
  if (SIGNS[event.code]) names.push(held + SIGNS[event.code][event.shiftKey ? 1 : 0]);
  return names;
}

const isField = (node) => node.isContentEditable || /^(TEXTAREA|SELECT)$/.test(node.tagName) || (node.tagName === "INPUT" && !/^(radio|checkbox|button|submit|file)$/.test(node.type));

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return; // it has keys of its own
  const writing = isField(event.target);
  for (const name of named(event)) {
    const found = keys.find((one) => one.name === name && (!writing || one.writing) && one.when());
    if (!found) continue;
    event.preventDefault();
    found.act(event);
    return;
  }
  if (writing && event.key === "Escape") event.target.blur();
});

export function help() {
  const rows = new Map();
  for (const { name, word } of keys) rows.set(word, [...(rows.get(word) ?? []), name]);
  const list = make("dl", "keys", ...[...rows].sort(([one], [other]) => rank(one) - rank(other)).map(([word, names]) => make(
    "div", "", make("dt", "", ...span(names).map((name) => make("kbd", "", shown(name)))), make("dd", "", t(word)),
  )));
  const title = Object.assign(make("h2", "", t("keys.title")), { id: "keys-title" });
  const dialog = make("dialog", "help", title, make("p", "soft", t("keys.hint")), list,
    make("div", "buttons", button(t("frame.close"), () => dialog.close(), "button main")));
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// "1 … 8" for a row of them.
const span = (names) => (names.length > 3 ? [names[0], "…", names.at(-1)] : names);

const shown = (name) => name.split("+").filter(Boolean).map((part) => SHOWN[part] ?? part).join("+").replace("Control", "Ctrl");

key("?", "keys.help", help);
