// A customer's message becomes a phrase to learn: what is personal is masked already, a person picks the intent and edits.

import { call, problemOf } from "./console-api.js";
import { button, make } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { lang, t } from "./console-words.js";

const languages = new Intl.DisplayNames([lang], { type: "language" });

export async function teach(conversation, message) {
  let draft;
  try { draft = await call(`/conversations/${conversation}/lesson?message=${message.id}`); } catch (error) { toast(problemOf(error), { wrong: true }); return; }
  if (!draft.intents.length) { toast(t("lesson.no_intents"), { wrong: true }); return; }
  const text = Object.assign(make("textarea"), { value: draft.text, rows: 3, maxLength: 300, required: true });
  const intent = make("select", "", ...draft.intents.map((name) => new Option(name.replaceAll("_", " "), name, false, name === draft.intent)));
  if (!draft.intent) { intent.prepend(new Option(t("lesson.choose"), "", true, true)); intent.required = true; }
  const problem = make("p", "problem");
  problem.setAttribute("role", "alert");
  const form = make("form", "", make("h2", "", t("lesson.title")), make("p", "soft", t("lesson.about", { language: languages.of(draft.language) })),
    make("label", "field", make("span", "", t("lesson.text")), text), make("label", "field", make("span", "", t("lesson.intent")), intent), problem,
    make("div", "buttons", button(t("frame.cancel"), () => dialog.close(), "button"), Object.assign(make("button", "button main", t("lesson.keep")), { type: "submit" })));
  const dialog = make("dialog", "wide", form);
  dialog.setAttribute("aria-label", t("lesson.title"));
  dialog.addEventListener("close", () => dialog.remove());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    try {
      const kept = await call("/lessons", { message: message.id, conversation_id: conversation, language: draft.language, intent: intent.value, text: text.value });
      dialog.close();
      toast(t("lesson.kept"), { undo: () => call(`/lessons/${kept.id}`, undefined, "DELETE") });
    } catch (error) { problem.textContent = problemOf(error); }
  });
  document.body.append(dialog);
  dialog.showModal();
  text.focus();
}
