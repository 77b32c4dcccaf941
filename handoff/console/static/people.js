// The people of the shop: who there is, what they may do, and the way in for somebody new.

import { call, problemOf } from "./console-api.js";
import { $, button, make, when } from "./console-dom.js";
import { key } from "./console-keys.js";
import "./console-member.js";
import { LANGUAGES, checked, dialog, field, languageChecks, openPerson, roleField, showLink } from "./console-person.js";
import { lang, t } from "./console-words.js";

let me;
let everybody = [];

async function read() {
  [me, { items: everybody }] = await Promise.all([me ?? call("/session").then(({ user }) => user), call("/people")]);
  draw();
}

function draw() {
  const wanted = $("find").value.trim().toLocaleLowerCase(lang);
  const found = everybody.filter(({ name, email }) => `${name} ${email}`.toLocaleLowerCase(lang).includes(wanted));
  $("persons").replaceChildren(...found.map(card));
  $("empty").hidden = !me || found.length > 0; // who there is may not be known yet
}

function card(person) {
  const tongues = person.languages.map((code) => LANGUAGES[code] ?? code).join(", ") || t("people.all_languages");
  const open = button(t(me.role === "admin" ? "people.edit" : "people.look"), () => openPerson(person, me, read), "button");
  open.setAttribute("aria-label", t(me.role === "admin" ? "people.edit_whom" : "people.look_whom", { name: person.name }));
  return make("li", person.disabled ? "one off" : "one",
    make("div", "who", make("strong", "", person.name, person.id === me.id ? ` (${t("people.you")})` : ""), make("span", "soft", person.email)),
    make("span", `role ${person.role}`, t(`people.role_${person.role}`)),
    make("span", "soft tongue", tongues),
    make("span", "soft state", ...state(person)),
    open);
}

function state(person) {
  if (person.disabled) return [t("people.disabled")];
  if (person.invited) return [person.link ? t("people.invited") : t("people.invite_over")];
  const waits = person.link ? [` · ${t("people.reset_waits")}`] : [];
  return person.seen_at ? [`${t("people.seen")} `, when(person.seen_at), ...waits] : [t("people.never_seen"), ...waits];
}

function invite() {
  const email = Object.assign(make("input"), { type: "email", name: "email", required: true, maxLength: 254, autocomplete: "off" });
  const name = Object.assign(make("input"), { name: "name", required: true, maxLength: 80, autocomplete: "off" });
  const locale = Object.assign(make("select"), { name: "locale" });
  locale.append(...Object.entries(LANGUAGES).map(([code, word]) => new Option(word, code, code === lang, code === lang)));
  const problem = make("p", "problem");
  problem.setAttribute("role", "alert");
  const form = make("form", "", field(t("people.email"), email), field(t("people.name"), name, t("people.name_hint")), roleField("agent"),
    languageChecks([]), field(t("people.locale"), locale), problem,
    make("div", "buttons", button(t("frame.cancel"), () => opened.close(), "button"), make("button", "button main", t("people.invite_send"))));
  const opened = dialog(t("people.invite_title"), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    try {
      const body = { email: email.value, name: name.value, role: form.elements.role.value, languages: checked(form), locale: locale.value };
      const made = await call("/people", body);
      opened.close();
      showLink(made);
      await read();
    } catch (error) {
      problem.textContent = problemOf(error);
    }
  });
}

$("find").addEventListener("input", draw);
if ($("invite")) {
  $("invite").addEventListener("click", invite);
  key("n", "people.invite", invite);
}
key("s", "people.find", () => $("find").focus());
await read().catch((error) => { $("problem").hidden = false; $("problem").textContent = problemOf(error); });
