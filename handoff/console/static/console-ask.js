// A dialog that asks for something before it is done: its fields, one word of what will happen, and why it did not.

import { problemOf } from "./console-api.js";
import { button, make } from "./console-dom.js";
import { t } from "./console-words.js";

// `fields` are {name, label, kind: "text" | "area" | "select", options, value, required}; `act(values)` does it and may refuse, which is
// said in the dialog. Answers what `act` gave, or null where it was called off.
export function ask({ title, text = "", fields = [], confirm, act, danger = false }) {
  const problem = Object.assign(make("p", "problem"), { hidden: true, role: "alert" });
  const heading = Object.assign(make("h2", "", title), { id: "ask-title" });
  const send = Object.assign(make("button", danger ? "button danger" : "button main", confirm), { type: "submit" });
  const form = make("form", "", heading, text ? make("p", "soft", text) : "", ...fields.map(field), problem,
    make("div", "buttons", button(t("frame.cancel"), () => dialog.close(), "button"), send));
  const dialog = make("dialog", "ask", form);
  dialog.setAttribute("aria-labelledby", "ask-title");
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    let done = null;
    dialog.addEventListener("close", () => { dialog.remove(); resolve(done); });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      send.disabled = true;
      try {
        done = (await act(Object.fromEntries(new FormData(form)))) ?? true;
        dialog.close();
      } catch (error) {
        problem.hidden = false;
        problem.textContent = problemOf(error);
        send.disabled = false;
      }
    });
  });
}

function field({ name, label, kind = "text", options = [], value = "", required = false, hint = "" }) {
  const tag = { text: "input", area: "textarea", select: "select" }[kind];
  const node = Object.assign(make(tag), { name, required });
  if (kind === "select") node.append(...options.map(([id, word]) => new Option(word, id)));
  if (kind === "text") Object.assign(node, { autocomplete: "off", inputMode: hint ? "decimal" : "text" });
  node.value = value || node.value;
  return make("label", "field", make("span", "", label), node);
}
