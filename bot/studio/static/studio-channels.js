// A new channel: its kind, its name, and the variables that hold its secrets.

import { make } from "./console-dom.js";
import { t } from "./console-words.js";

const NEEDED = {
  telegram: ["token", "secret"],
  messenger: ["token", "page_id", "app_id", "app_secret", "verify_token"],
  web: [],
};

// `done(value)` with the channel as it stands in the file.
export function adding(number, done) {
  const kind = Object.assign(make("select"), { name: "kind" });
  kind.append(...Object.keys(NEEDED).map((one) => new Option(one, one)));
  const name = Object.assign(make("input"), { name: "name", required: true, pattern: "[a-z][a-z0-9\\-]{0,30}", autocomplete: "off" });
  const more = make("div", "");
  const draw = () => more.replaceChildren(...NEEDED[kind.value].map((one) => {
    const usual = `\${${kind.value.toUpperCase()}_${one.toUpperCase()}}`;
    const input = Object.assign(make("input"), { name: one, value: usual, required: true, spellcheck: false });
    return make("label", "field", make("span", "", t("settings.variable", { name: one })), input);
  }));
  kind.addEventListener("change", draw);
  draw();
  const form = make("form", "adding", make("h3", "", t("settings.channel_add")),
    make("label", "field", make("span", "", t("settings.kind")), kind), make("label", "field", make("span", "", t("settings.name")), name), more,
    make("button", "button", t("settings.add")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    done(Object.fromEntries([["kind", kind.value], ["name", name.value], ...NEEDED[kind.value].map((one) => [one, form.elements[one].value])]));
    form.reset();
    draw();
  });
  form.dataset.number = number;
  return form;
}
