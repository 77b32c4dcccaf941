// Short news at the edge of the page, with a way back where there is one: without it an act could only be asked about beforehand.

import { $, button, make } from "./console-dom.js";
import { key } from "./console-keys.js";
import { t } from "./console-words.js";

let newest = null;

// `undo` is what takes it back, called once; `wrong` marks a failure. It goes by itself after `seconds`, not while somebody is at it.
// News of the same `group` takes the place of the older.
export function toast(text, { undo = null, seconds = undo ? 8 : 5, wrong = false, group = "" } = {}) {
  if (group) for (const older of $("toasts").querySelectorAll(`[data-group="${group}"]`)) older.remove();
  const node = make("div", wrong ? "toast wrong" : "toast", make("span", "", text));
  if (wrong) node.setAttribute("role", "alert");
  node.dataset.group = group;
  const gone = () => { node.remove(); if (newest === back) newest = null; };
  const back = async () => {
    gone();
    try { await undo(); } catch (error) { toast(error.message, { wrong: true }); }
  };
  if (undo) { node.append(button(t("frame.undo"), back, "button")); newest = back; }
  const close = button("×", gone, "quiet");
  close.setAttribute("aria-label", t("frame.dismiss"));
  node.append(close);
  let timer = setTimeout(gone, seconds * 1000);
  const stay = () => clearTimeout(timer);
  const leave = () => { clearTimeout(timer); timer = setTimeout(gone, seconds * 1000); };
  node.addEventListener("pointerenter", stay);
  node.addEventListener("focusin", stay);
  node.addEventListener("pointerleave", leave);
  node.addEventListener("focusout", leave);
  $("toasts").append(node);
  return gone;
}

key("Control+z", "frame.undo", () => newest(), { when: () => newest !== null });
