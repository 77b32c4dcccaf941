// Phrases taken from messages: what the model will learn next, with the message each comes from.

import { call, problemOf } from "./console-api.js";
import { $, button, make, when } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

let next = null;

async function read(after = "") {
  const page = await call(`/lessons?after=${after}`);
  $("rows").append(...page.items.map(row));
  next = page.next;
  $("more").hidden = !next;
  $("empty").hidden = $("rows").children.length > 0;
}

function row(one) {
  const from = one.conversation_id ? Object.assign(make("a", "", t("lesson.message")), { href: `/console#/${one.conversation_id}` }) : null;
  const remove = button(t("lesson.remove"), () => gone(node, one.id), "button");
  remove.setAttribute("aria-label", t("lesson.remove_one", { text: one.text }));
  const about = make("div", "about", `${one.intent.replaceAll("_", " ")} · ${one.language} · ${one.agent} · `, when(one.made_at), from ? " · " : null, from);
  const node = make("li", "row", make("strong", "", one.text), make("div", "acts", remove), about);
  return node;
}

async function gone(node, id) {
  try {
    await call(`/lessons/${id}`, undefined, "DELETE");
    node.remove();
    $("empty").hidden = $("rows").children.length > 0;
    toast(t("lesson.removed"));
  } catch (error) { toast(problemOf(error), { wrong: true }); }
}

$("more").addEventListener("click", () => read(next));
await read();
