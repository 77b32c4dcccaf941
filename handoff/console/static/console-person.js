// One person of the shop in a dialog: role, languages, links, where they are signed in; other modules add parts of their own.

import { call, problemOf } from "./console-api.js";
import { button, make } from "./console-dom.js";
import { sessionList } from "./console-session.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

export const ROLES = ["agent", "supervisor", "admin"];
export const LANGUAGES = Object.fromEntries([...document.querySelectorAll("#language option")].map(({ value, text }) => [value, text]));
const parts = [];
let opened = 0;

// `draw(person, { admin })` gives a node, or nothing; it may answer later. A module registers before the dialog opens.
export function personPart(draw) { parts.push(draw); }

export function field(label, input, hint = "") {
  return make("label", "field", make("span", "", label), input, hint ? make("small", "soft", hint) : "");
}

export function roleField(role, disabled = false) {
  const select = Object.assign(make("select"), { name: "role", disabled });
  select.append(...ROLES.map((one) => new Option(t(`people.role_${one}`), one, one === role, one === role)));
  const does = make("small", "soft", t(`people.does_${role}`));
  select.addEventListener("change", () => { does.textContent = t(`people.does_${select.value}`); });
  return make("label", "field", make("span", "", t("people.role")), select, disabled ? make("small", "soft", t("people.own_role")) : does);
}

export function languageChecks(chosen) {
  const boxes = Object.entries(LANGUAGES).map(([code, name]) => {
    const box = Object.assign(make("input"), { type: "checkbox", name: "languages", value: code, checked: chosen.includes(code) });
    return make("label", "check", box, make("span", "", name));
  });
  return make("fieldset", "checks", make("legend", "", t("people.languages")), ...boxes);
}

export const checked = (form) => [...form.querySelectorAll("[name=languages]:checked")].map((box) => box.value);

// A dialog with a title, opened; it is gone when it closes.
export function dialog(title, ...nodes) {
  const heading = Object.assign(make("h2", "", title), { id: `dialog-${++opened}` });
  const node = make("dialog", "person", heading, ...nodes);
  node.setAttribute("aria-labelledby", heading.id);
  node.addEventListener("close", () => node.remove());
  document.body.append(node);
  node.showModal();
  return node;
}

// The link that could not be mailed, this once.
export function showLink({ person, link, mailed }) {
  if (mailed) { toast(t("people.mailed", { email: person.email })); return; }
  const text = Object.assign(make("input"), { value: link, readOnly: true });
  text.setAttribute("aria-label", t("people.link_title", { name: person.name }));
  text.addEventListener("focus", () => text.select());
  const copy = button(t("people.copy"), async () => {
    try { await navigator.clipboard.writeText(link); } catch { text.select(); document.execCommand("copy"); }
    toast(t("people.copied"));
  }, "button main");
  const opened = dialog(t("people.link_title", { name: person.name }), make("p", "", t("people.link_once")), make("label", "field", text),
    make("div", "buttons", button(t("people.done"), () => opened.close(), "button"), copy));
}

// `me` is who is signed in; `changed()` is called when something was changed.
export function openPerson(person, me, changed) {
  const admin = me.role === "admin";
  const own = person.id === me.id;
  const problem = Object.assign(make("p", "problem"), { hidden: true });
  problem.setAttribute("role", "alert");
  const tried = async (work) => {
    problem.hidden = true;
    try { await work(); } catch (error) { problem.hidden = false; problem.textContent = problemOf(error); }
  };
  const close = button(t("frame.close"), () => opened.close(), "button");
  const opened = dialog(person.name, make("p", "soft", person.email), admin ? details() : "", ...others(), problem);
  if (!admin) opened.append(make("div", "buttons", close));
  if (admin) signedIn();
  return opened;

  function details() {
    const name = Object.assign(make("input"), { name: "name", value: person.name, required: true, maxLength: 80 });
    const form = make("form", "", field(t("people.name"), name, t("people.name_hint")), roleField(person.role, own), languageChecks(person.languages),
      make("div", "buttons", close, Object.assign(make("button", "button main", t("people.save")))));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      tried(async () => {
        const body = { name: name.value, languages: checked(form) };
        if (!own) body.role = form.elements.role.value;
        await call(`/people/${person.id}`, body);
        opened.close();
        toast(t("people.saved"));
        await changed();
      });
    });
    return form;
  }

  function others() {
    return parts.map((draw) => {
      const place = make("div", "part");
      Promise.resolve(draw(person, { admin })).then((node) => { if (node) place.append(node); });
      return place;
    });
  }

  function signedIn() {
    const list = make("ul", "sessions");
    const read = async () => {
      const { items } = await call(`/people/${person.id}/sessions`);
      list.replaceChildren(...sessionList(items, (id) => tried(async () => { await call(`/people/${person.id}/sessions/${id}`, undefined, "DELETE"); await read(); })));
      all.hidden = own || items.length === 0;
    };
    const all = button(t("people.sign_out_all"), () => tried(async () => { await call(`/people/${person.id}/sessions`, undefined, "DELETE"); await read(); }), "button");
    const again = button(t(person.invited ? "people.new_invitation" : "people.new_link"), () => tried(async () => {
      const made = await call(`/people/${person.id}/link`, {});
      opened.close();
      showLink(made);
      await changed();
    }), "button");
    opened.append(make("h3", "", t("people.sessions")), list, make("div", "buttons wrap", person.disabled ? "" : again, all, own ? "" : lock()));
    tried(read);
  }

  function lock() {
    if (person.disabled) return button(t("people.enable"), () => set(false), "button");
    return button(t("people.disable"), () => {
      const sure = dialog(t("people.disable"), make("p", "", t("people.disable_sure", { name: person.name })),
        make("div", "buttons", button(t("frame.cancel"), () => sure.close(), "button"), button(t("people.disable"), () => { sure.close(); set(true); }, "button danger")));
    }, "button danger");
  }

  function set(disabled) {
    return tried(async () => {
      await call(`/people/${person.id}`, { disabled });
      opened.close();
      toast(t("people.saved"));
      await changed();
    });
  }
}
