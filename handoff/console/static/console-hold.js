// An answer waits for some seconds where its author wants it so: how long still, and the way back.

import { call, problemOf } from "./console-api.js";
import { $, button, make } from "./console-dom.js";
import { key } from "./console-keys.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

const begun = new Map(); // when a message was first seen here: the server's clock may be another

// What stands under a message that waits; null for others.
export function holding({ id, leaves_at: leaves, at }) {
  if (!leaves) return null;
  if (!begun.has(id)) begun.set(id, Date.now());
  const end = begun.get(id) + (new Date(leaves) - new Date(at));
  const left = make("span", "left", "");
  const back = button(t("frame.undo"), () => undo(id), "undo");
  const node = make("span", "holding", left, back);
  const tick = () => {
    const ms = end - Date.now();
    left.textContent = ms > 0 ? t("writing.leaves", { n: Math.ceil(ms / 1000) }) : t("state.queued");
    if (ms <= 0) back.remove();
    else setTimeout(() => { if (node.isConnected) tick(); }, 200);
  };
  tick();
  return node;
}

async function undo(id) {
  const conversation = Number($("talk").dataset.id);
  try {
    const draft = await call(`/conversations/${conversation}/messages/${id}/undo`, {});
    document.dispatchEvent(new CustomEvent("takenback", { detail: draft }));
  } catch (error) { toast(error.status === 409 ? t("writing.has_left") : problemOf(error), { wrong: true }); }
}

// Ctrl+Z in an empty field takes back what was sent last; with words in it, it is the browser's own.
const newest = () => [...document.querySelectorAll("#log .undo")].at(-1);
key("Control+z", "writing.undo_key", () => newest().click(), { writing: true, when: () => newest() && (document.activeElement !== $("text") || !$("text").value) });
