// An intent out of many, by typing some of its letters; or the name of a new one.

import { button, make } from "./console-dom.js";
import { t } from "./console-words.js";

export const shown = (intent) => intent.replaceAll("_", " ");

function framed(title, ...parts) {
  const head = Object.assign(make("h2", "", title), { id: "choose-title" });
  const dialog = make("dialog", "choosing", head, ...parts);
  dialog.setAttribute("aria-labelledby", "choose-title");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

// `done(intent)` with the one that was chosen: arrows and Enter, or a click.
export function choose(intents, done) {
  const find = Object.assign(make("input"), { type: "text", autocomplete: "off" });
  find.setAttribute("aria-label", t("unheard.filter"));
  find.placeholder = t("unheard.filter");
  const list = make("ul");
  let found = intents;
  let at = 0;
  const take = (intent) => { dialog.close(); done(intent); };
  const draw = () => {
    const words = find.value.trim().toLowerCase().split(/[\s_]+/);
    found = intents.filter((one) => words.every((word) => one.includes(word)));
    at = Math.min(at, Math.max(0, found.length - 1));
    list.replaceChildren(...found.map((one, index) => {
      const pick = button(shown(one), () => take(one));
      pick.setAttribute("aria-pressed", String(index === at));
      return make("li", "", pick);
    }));
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  find.addEventListener("input", () => { at = 0; draw(); });
  find.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") at = Math.min(found.length - 1, at + 1);
    else if (event.key === "ArrowUp") at = Math.max(0, at - 1);
    else if (event.key === "Enter" && found[at]) { event.preventDefault(); take(found[at]); return; } else return;
    event.preventDefault();
    draw();
  });
  const dialog = framed(t("unheard.choose"), find, list);
  draw();
  find.focus();
}

// `done(name, flow)` with the name of a new intent and the flow that is to begin with it.
export function invent(flows, done) {
  const name = Object.assign(make("input"), { required: true, pattern: "[a-z][a-z0-9_]{1,59}", autocomplete: "off" });
  const flow = make("select");
  flow.append(...flows.map((one) => new Option(one, one)));
  const form = make("form", "", make("label", "field", make("span", "", t("unheard.new_name")), name),
    make("label", "field", make("span", "", t("unheard.new_flow")), flow), make("p", "soft", t("unheard.new_hint")),
    make("div", "buttons", button(t("frame.cancel"), () => dialog.close(), "button"), make("button", "button main", t("unheard.accept"))));
  form.addEventListener("submit", (event) => { event.preventDefault(); dialog.close(); done(name.value, flow.value); });
  const dialog = framed(t("unheard.new"), form);
  name.focus();
}
