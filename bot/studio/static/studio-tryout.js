// A conversation with the draft, beside the editor: every answer says why it was given. Nobody but this admin sees it.

import { call, problemOf } from "./console-api.js";
import { button, make } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { lang, t } from "./console-words.js";
import { wear } from "./studio-look.js";
import { saved } from "./studio-saved.js";
import { described, folded, why } from "./studio-tryout-why.js";

wear("studio-tryout.css");

const LANGUAGES = { lv: "Latviešu", uk: "Українська", ru: "Русский", pl: "Polski", en: "English" };
const shown = new WeakMap(); // by its host: the conversation that stands there
const NAME = /^[a-z0-9][a-z0-9-]{0,59}$/;

// Puts a chat with the draft into `host`. A step that is chosen is told to the document as `show-step` {flow, step, file, line}.
export function tryout(host) {
  shown.get(host)?.end();
  const chat = new Chat(host);
  shown.set(host, chat);
  return { close: () => { chat.end(); host.replaceChildren(); } };
}

class Chat {
  constructor(host) {
    this.ending = new AbortController();
    this.found = null;
    this.busy = false;
    this.language = Object.assign(make("select"), { ariaLabel: t("tryout.language") });
    for (const [code, name] of Object.entries(LANGUAGES)) this.language.append(new Option(name, code, code === lang, code === lang));
    this.again = button(t("tryout.repeat"), () => this.begin(this.found?.id), "button small tryout-again");
    this.again.hidden = true;
    this.log = Object.assign(make("div", "tryout-log"), { role: "log", tabIndex: 0 });
    this.log.setAttribute("aria-label", t("tryout.title"));
    this.state = make("div", "tryout-state");
    this.note = Object.assign(make("p", "tryout-note"), { role: "status" });
    this.field = Object.assign(make("input"), { type: "text", maxLength: 4000, autocomplete: "off" });
    this.photo = button(t("tryout.photo"), () => this.act("attach", "photo"), "button small");
    this.later = button(t("tryout.later"), () => this.act("later", "2h"), "button small");
    this.turn = button(t("tryout.take"), () => this.act("agent", this.owner === "agent" ? "release" : "take"), "button small");
    const form = make("form", "tryout-form", this.field, Object.assign(make("button", "button", t("tryout.send")), { type: "submit" }));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.language.addEventListener("change", () => this.begin());
    document.addEventListener("draft-changed", () => { this.again.hidden = !this.found; }, { signal: this.ending.signal });
    const bar = make("div", "tryout-bar", this.language, button(t("tryout.anew"), () => this.begin(), "button small"), this.again);
    const acts = make("div", "tryout-bar", this.later, this.photo, this.turn, this.kept());
    host.classList.add("tryout");
    host.replaceChildren(bar, this.log, this.note, form, acts, this.state, this.tests());
    window.addEventListener("pagehide", () => this.leave(), { signal: this.ending.signal });
    this.draw();
  }

  get owner() { return this.found?.owner ?? "bot"; }

  end() { this.ending.abort(); this.leave(); }

  // Its stage is given back, also by a page that goes away.
  leave() { if (this.found) fetch(`/api/v1/studio/tryout/${this.found.id}`, { method: "DELETE", keepalive: true }).catch(() => {}); }

  // The shop's tests stand below, for whoever opens them.
  tests() {
    const place = make("div");
    const box = folded(t("tests.title"), place);
    box.addEventListener("toggle", async () => (await import("./studio-tests.js")).tests(place), { once: true });
    return box;
  }

  // Begins anew; `again` is a conversation whose customer does the same once more.
  async begin(again = null) {
    const former = this.found?.id;
    await this.ask(async () => {
      await saved();
      return call("/studio/tryout", again ? { again } : { language: this.language.value });
    });
    if (former && !again && this.found?.id !== former) call(`/studio/tryout/${former}`, undefined, "DELETE").catch(() => {});
    this.again.hidden = true;
    this.field.focus();
  }

  send() {
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.act(this.owner === "agent" ? "agent_says" : "user", text);
  }

  async act(what, value) {
    if (this.busy) return;
    if (!this.found) await this.begin();
    if (this.found) await this.ask(() => call(`/studio/tryout/${this.found.id}`, { do: what, what: value }));
  }

  async ask(work) {
    this.busy = true;
    this.log.ariaBusy = "true";
    this.note.replaceChildren();
    try { this.found = await work(); } catch (error) { this.wrong(error); } finally { this.busy = false; this.log.ariaBusy = "false"; }
    if (!this.ending.signal.aborted) this.draw();
  }

  // What keeps the draft from being tried out is told with its places, each of which leads to its line.
  wrong(error) {
    if (error.status === 404) { this.found = null; this.note.textContent = t("tryout.over"); return; }
    const mistakes = error.status === 422 ? error.problem?.errors ?? [] : [];
    if (!mistakes.length) { this.note.textContent = problemOf(error); return; }
    const list = make("ul");
    for (const { path, detail } of mistakes) {
      const [file, line] = path.split(":");
      list.append(make("li", "", button(path, () => show({ flow: "", step: "", file, line: Number(line) }), "quiet tryout-step"), ` ${detail}`));
    }
    this.note.replaceChildren(make("strong", "", t("tryout.mend")), list);
  }

  draw() {
    const scenes = this.found?.scenes ?? [];
    const open = this.log.querySelectorAll("details[open]").length > 0;
    this.log.replaceChildren(...(scenes.length ? scenes.flatMap((scene, at) => this.scene(scene, at === scenes.length - 1, open)) : [make("p", "soft", t("tryout.intro"))]));
    this.log.scrollTop = this.log.scrollHeight;
    this.field.ariaLabel = this.field.placeholder = t(this.owner === "agent" ? "tryout.write_agent" : "tryout.write");
    this.turn.textContent = t(this.owner === "agent" ? "tryout.release" : "tryout.take");
    this.turn.disabled = !scenes.length;
    this.keeping.disabled = !scenes.length;
    this.state.replaceChildren(...(this.found && scenes.length ? described(this.found, show) : []));
  }

  scene(scene, last, open) {
    const side = { agent: "desk", agent_says: "desk", decide: "desk", later: "clock" }[scene.do] ?? "customer";
    const what = { later: t("tryout.later"), agent: t(scene.what === "release" ? "tryout.release" : "tryout.take"), attach: t("tryout.photo") }[scene.do] ?? this.titled(scene);
    const said = scene.said.map((one) => this.bubble(one, last));
    if (!said.length && side === "customer" && last && this.owner !== "agent") said.push(make("p", "tryout-silence soft", t("tryout.silence")));
    const reason = why(scene, show);
    if (reason && open) reason.open = last;
    return [make("p", `bubble ${side}`, what), ...said, ...(reason ? [reason] : [])];
  }

  // A button by the words it bore.
  titled({ do: done, what }) {
    if (done !== "press") return what;
    const all = this.found.scenes.flatMap(({ said }) => said).flatMap(({ buttons }) => buttons);
    return all.findLast(({ payload }) => payload === what)?.title ?? what;
  }

  bubble({ text, file, buttons, wordings }, last) {
    const box = make("div", "bubble bot", make("span", "tryout-text", text || file));
    box.title = wordings.join(", ");
    if (text && file) box.append(make("span", "soft", ` ${file}`));
    const offered = buttons.map(({ title, payload }) => Object.assign(button(title, () => this.act("press", payload), "button small"), { disabled: !payload }));
    if (offered.length) box.append(make("div", "tryout-buttons", ...offered));
    box.classList.toggle("last", last);
    return box;
  }

  kept() {
    this.keeping = button(t("tryout.keep"), () => { naming.hidden = !naming.hidden; if (!naming.hidden) name.focus(); }, "button small");
    const name = Object.assign(make("input"), { type: "text", pattern: NAME.source, required: true, ariaLabel: t("tryout.name"), placeholder: t("tryout.name"), autocomplete: "off" });
    const naming = make("form", "tryout-name", name, Object.assign(make("button", "button small", t("tryout.keep")), { type: "submit" }));
    naming.hidden = true;
    naming.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const { file, text } = await call(`/studio/tryout/${this.found.id}/test`, { name: name.value });
        if (!file) download(`studio-${name.value}.yml`, text);
        toast(file ? t("tryout.kept", { file }) : t("tryout.downloaded"));
        naming.hidden = true;
        document.dispatchEvent(new CustomEvent("tests-changed"));
      } catch (error) { toast(problemOf(error), { wrong: true }); }
    });
    return make("span", "tryout-keep", this.keeping, naming);
  }
}

function show(detail) { document.dispatchEvent(new CustomEvent("show-step", { detail })); }

function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  Object.assign(make("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
