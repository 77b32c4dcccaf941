// A promise in one key: when, what the customer reads, and what stands against it.

import { call, problemOf } from "./console-api.js";
import { $, button, make } from "./console-dom.js";
import { key } from "./console-keys.js";
import { toast } from "./console-toast.js";
import { lang, t } from "./console-words.js";

const PAUSE = 250; // ms after the last letter until the words are read
const WHATS = ["reply", "refund-sent", "replacement", "delivery", "repair"];
const dated = new Intl.DateTimeFormat(lang, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export const moment = (iso) => dated.format(new Date(iso));
const unlike = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16)).join("-");

// `talk` is the conversation on the screen; `made()` hears that something was promised.
export function promising(talk, made = () => {}) {
  const node = $("promise");
  node.addEventListener("click", () => ask(talk, made));
  key("p", "vows.key", () => ask(talk, made), { when: () => talk.mine });
  return () => { node.hidden = !talk.mine; };
}

// The moments as radio buttons that fill the words for the customer; `renewing` keeps to what is said there, with {due} in it.
export class Moments {
  #timer = null;
  #reading = null;
  chosen = null;

  constructor(path, changed) {
    this.path = path;
    this.changed = changed;
    this.list = make("div", "picks");
    this.list.setAttribute("role", "radiogroup");
    this.list.setAttribute("aria-label", t("vows.moments"));
    this.words = Object.assign(make("input"), { type: "text", maxLength: 200, placeholder: t("vows.words_hint"), autocomplete: "off" });
    this.meant = make("span", "soft meant");
    this.meant.setAttribute("role", "status");
    this.node = make("div", "moments", this.list, make("label", "field", make("span", "", t("vows.words")), this.words), this.meant);
    this.words.addEventListener("keydown", (event) => this.#enter(event));
    this.words.addEventListener("input", () => { clearTimeout(this.#timer); this.#timer = setTimeout(() => this.read(), PAUSE); });
  }

  // A browser submits nothing while the button is disabled, which it is until the words are understood.
  async #enter(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    await this.read();
    this.words.form.requestSubmit();
  }

  async open() {
    const { picks } = await call(this.path);
    this.list.replaceChildren(...picks.map((pick, place) => this.#radio(pick, place)));
    if (!picks.length || this.words.value) return; // who has typed already is not overruled
    this.#choose(picks[0], this.list.querySelector("input"));
    this.list.querySelector("input").focus();
  }

  // What is typed, understood by the server; before it is sent nothing typed is left unread, and who asks again waits for the same answer.
  async read() {
    clearTimeout(this.#timer);
    const words = this.words.value.trim();
    if (!words) return;
    if (words !== this.understood) {
      this.understood = words;
      this.#reading = this.#read(words);
    }
    await this.#reading;
  }

  async #read(words) {
    let said;
    try {
      ({ said } = await call(`${this.path}?words=${encodeURIComponent(words)}`));
    } catch (error) {
      if (this.understood === words) this.understood = "";
      throw error;
    }
    if (words !== this.words.value.trim()) return;
    this.meant.textContent = said ? `= ${moment(said.due_at)}` : t("vows.not_understood");
    for (const radio of this.list.querySelectorAll("input")) radio.checked = false;
    this.chosen = said;
    this.changed(said);
  }

  #radio(pick, place) {
    const radio = Object.assign(make("input"), { type: "radio", name: "pick", value: pick.due_at });
    radio.addEventListener("change", () => this.#choose(pick, radio));
    const label = make("label", "pick", radio, make("span", "", t(`vows.pick_${pick.name}`)), make("span", "soft", moment(pick.due_at)), make("kbd", "", String(place + 1)));
    return label;
  }

  #choose(pick, radio) {
    radio.checked = true;
    this.words.value = this.understood = this.meant.textContent = "";
    this.chosen = pick;
    this.changed(pick);
  }

  // 1 to 4 choose, unless somebody is typing.
  press(event) {
    if (/^(INPUT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "radio") return;
    this.list.querySelectorAll("input")[Number(event.key) - 1]?.click();
  }
}

// A dialog around moments; `send(chosen, text)` does it, and what it throws is told inside.
export function dialogFor({ title, about = "", path, fill, fields = [], send, ask = null }) {
  const say = Object.assign(make("textarea"), { rows: 4, maxLength: 4000 });
  const note = make("p", "warned");
  const problem = Object.assign(make("p", "problem"), { hidden: true });
  problem.setAttribute("role", "alert");
  const yes = Object.assign(button(t("vows.button"), () => {}, "button main"), { type: "submit", disabled: true }); // until there is a moment to choose
  const heading = Object.assign(make("h2", "", title), { id: "vow-title" });
  const asking = ask ? button(t("vows.ask_email"), () => { dialog.close(); ask(moments.chosen.ask); }, "button") : null;
  const moments = new Moments(path, (chosen) => {
    const refused = !chosen || (chosen.beyond && !chosen.by_email);
    note.textContent = !chosen ? "" : refused ? t("vows.beyond") : chosen.beyond ? t("vows.by_email") : chosen.open ? "" : t("vows.closed_then");
    note.hidden = !note.textContent;
    if (asking) asking.hidden = !chosen?.ask || chosen.by_email;
    yes.disabled = refused;
    if (chosen && !say.dataset.own) say.value = fill(chosen);
  });
  say.addEventListener("input", () => { say.dataset.own = "yes"; });
  const form = make("form", "", heading, about ? make("p", "soft", about) : "", moments.node, ...fields, make("label", "field", make("span", "", t("vows.say")), say), note, asking, problem,
    make("div", "buttons", button(t("frame.cancel"), () => dialog.close(), "button"), yes));
  const dialog = make("dialog", "vow", form);
  dialog.setAttribute("aria-labelledby", "vow-title");
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("keydown", (event) => moments.press(event));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      await moments.read();
      if (!moments.chosen || yes.disabled) return;
      yes.disabled = true;
      await send(moments.chosen, say.value.trim());
      dialog.close();
    } catch (error) {
      yes.disabled = false;
      problem.hidden = false;
      problem.textContent = problemOf(error);
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, moments, say };
}

async function ask(talk, made) {
  const once = unlike(); // the same promise is never made twice
  const draft = $("text").value.trim();
  const what = make("select", "", ...WHATS.map((name) => new Option(t(`vows.what_${name}`), name)));
  const told = Object.assign(make("input"), { type: "checkbox" });
  const fill = (chosen) => [draft, what.value === "reply" ? chosen.say : ""].filter(Boolean).join("\n\n");
  const { moments, say } = dialogFor({
    title: t("vows.title"), path: `/conversations/${talk.id}/promises/picks`, fill,
    fields: [make("label", "field", make("span", "", t("vows.what")), what), make("label", "tick", told, t("vows.told"))],
    ask: (words) => { write(words); },
    send: async (chosen, text) => {
      await call(`/conversations/${talk.id}/promises`, { due_at: chosen.due_at, what: what.value, say: told.checked ? "" : text, key: once });
      if (!told.checked && draft && text.includes(draft)) write("");
      toast(t("vows.made", { due: moment(chosen.due_at) }));
      await talk.read();
      talk.toEnd();
      made();
    },
  });
  told.addEventListener("change", () => { say.disabled = told.checked; say.required = !told.checked; });
  what.addEventListener("change", () => { if (moments.chosen && !say.dataset.own) say.value = fill(moments.chosen); });
  say.required = true;
  try { await moments.open(); } catch (error) { toast(problemOf(error), { wrong: true }); }
}

// Into the composer, as if it had been typed there.
function write(words) {
  $("text").value = words;
  $("text").dispatchEvent(new Event("input", { bubbles: true }));
  if (words) $("text").focus();
}
