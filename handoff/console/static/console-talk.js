// One conversation: its messages by day, who has it, and the way to the newest.

import { call, names } from "./console-api.js";
import { $, button, make, nameOf } from "./console-dom.js";
import { key } from "./console-keys.js";
import { draw } from "./console-message.js";
import { retell } from "./console-retell.js";
import { lang, t } from "./console-words.js";

const NEAR = 80; // px from the end within which one is reading the newest
const dayOf = new Intl.DateTimeFormat(lang, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

export class Talk {
  id = null;
  shown = null;
  #earlier = null;
  #older = [];
  #later = null; // where to go on between the older ones and the newest, when some are missing there
  #found = null; // the message that was looked for
  #turns = {};
  #nodes = new Map();
  #behind = 0; // messages that came while one was reading further up

  // `desk` says who is signed in and who else there is; `changed(conversation)` hears what was read.
  constructor(desk, changed) {
    this.desk = desk;
    desk.names = new Map(desk.agents.map(({ id, name }) => [id, name]));
    for (const [id, name] of desk.names) names.set(id, name);
    desk.teams.names = new Map(desk.teams.map(({ id, name }) => [id, name]));
    this.changed = changed;
    $("earlier").addEventListener("click", () => this.#back());
    $("newest").addEventListener("click", () => this.toEnd());
    $("retell").addEventListener("click", () => { $("further").open = false; retell(this.id); });
    $("scroll").addEventListener("scroll", () => this.#newest(), { passive: true });
    $("log").addEventListener("load", () => { if (this.#fromEnd() < 400) this.toEnd(); }, true); // pictures arrive late
    key("e", "keys.newest", () => this.toEnd(), { when: () => this.shown !== null });
    key("w", "keys.why", () => [...document.querySelectorAll(".asks-why")].at(-1)?.click(), { when: () => this.shown !== null });
  }

  // `message` is one that is to be shown, wherever it stands.
  async open(id, message = null) {
    this.id = id;
    this.#later = null;
    this.#found = message;
    this.shown = null;
    this.#older = [];
    this.#turns = {};
    this.#nodes.clear();
    this.#behind = 0;
    $("log").replaceChildren();
    await this.read();
    this.toEnd();
    if (message && id === this.id) await this.#seek(message);
  }

  // To a message that was found: with its neighbours, if it is not among the newest.
  async #seek(message) {
    if (!this.#nodes.has(message)) {
      const page = await call(`/conversations/${this.id}?around=${message}&limit=60`);
      this.#earlier = page.earlier;
      this.#take(page);
    }
    const node = this.#nodes.get(message);
    node?.scrollIntoView({ block: "center" });
    Object.assign(node ?? {}, { tabIndex: -1 });
    node?.focus({ preventScroll: true });
  }

  // Messages behind the older ones; the gap is closed where they reach the newest.
  #take(page) {
    const newest = new Set(this.shown.messages.map(({ id }) => id));
    this.#older = [...this.#older, ...page.messages];
    this.#later = page.messages.some(({ id }) => newest.has(id)) ? null : page.later;
    Object.assign(this.#turns, page.turns);
    this.#draw();
  }

  #gap() {
    const more = button(t("found.later"), async () => {
      more.disabled = true;
      this.#take(await call(`/conversations/${this.id}?after=${this.#later}&limit=100`));
    }, "button");
    return make("li", "gap", more);
  }

  async read() {
    const id = this.id;
    if (!id) return;
    const found = await call(`/conversations/${id}`);
    if (id !== this.id || (this.shown && this.shown.version > found.version)) return;
    if (!this.shown) this.#earlier = found.earlier;
    this.shown = found;
    Object.assign(this.#turns, found.turns);
    this.#draw();
    this.changed(found);
  }

  async #back() {
    const page = await call(`/conversations/${this.id}?before=${this.#earlier}`);
    this.#earlier = page.earlier;
    this.#older = [...page.messages, ...this.#older];
    Object.assign(this.#turns, page.turns);
    const height = $("scroll").scrollHeight;
    this.#draw();
    $("scroll").scrollTop += $("scroll").scrollHeight - height;
  }

  get joined() { return Boolean(this.shown?.joined.some(({ id }) => id === this.desk.user.id)); }

  get mine() { return this.shown?.owner === "agent" && this.shown.agent?.id === this.desk.user.id; }

  toEnd() {
    this.#behind = 0;
    $("scroll").scrollTop = $("scroll").scrollHeight;
    this.#newest();
  }

  #fromEnd() { return $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight; }

  #newest() {
    const away = this.#fromEnd() > NEAR;
    if (!away) this.#behind = 0;
    $("newest").hidden = !away;
    $("newest").textContent = this.#behind ? t("talk.new_below", { n: this.#behind }) : t("talk.to_newest");
  }

  #draw() {
    const conversation = this.shown;
    const end = this.#fromEnd() < NEAR;
    const known = this.#nodes.size > 0;
    $("nothing").hidden = true;
    $("talk").hidden = false;
    $("name").textContent = nameOf(conversation);
    $("holder").textContent = this.#holder(conversation);
    $("earlier").hidden = !this.#earlier;
    const newest = new Set(conversation.messages.map((message) => message.id));
    const fresh = conversation.messages.filter(({ id, author }) => !this.#nodes.has(id) && author !== "system").length;
    this.#place([...this.#older.filter((one) => !newest.has(one.id)), ...conversation.messages]);
    if (end) this.toEnd();
    else if (known) { this.#behind += fresh; this.#newest(); }
  }

  // What stands right is not moved: it may be read aloud, or hold the focus.
  #place(messages) {
    $("log").querySelector(".gap")?.remove();
    let next = $("log").firstElementChild;
    let [day, before] = ["", null];
    const put = (key_, node) => {
      const stood = next && this.#nodes.get(key_) === next;
      if (stood && node !== next) { next.replaceWith(node); next = node; }
      this.#nodes.set(key_, node);
      if (node === next) next = next.nextElementSibling;
      else $("log").insertBefore(node, next);
    };
    for (const message of messages) {
      if (this.#later && message === this.shown.messages[0]) put("gap", this.#gap());
      const today = new Date(message.at).toDateString();
      if (today !== day) put(`day ${today}`, this.#day(today, message.at));
      const first = today !== day || !before || before.author !== message.author || before.by !== message.by;
      put(message.id, this.#message(message, first));
      [day, before] = [today, message];
    }
    while (next) { // what was taken back
      const after = next.nextElementSibling;
      next.remove();
      next = after;
    }
  }

  #day(today, at) {
    const known = this.#nodes.get(`day ${today}`);
    if (known) return known;
    const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
    const text = days === 0 ? t("time.today") : days === 1 ? t("time.yesterday") : dayOf.format(new Date(at));
    return make("li", "day", make("span", "", text));
  }

  #holder({ owner, agent, team, closed_at, channel }) {
    if (closed_at) return `${channel} · ${t("talk.is_closed")}`;
    const who = {
      bot: () => t("talk.bot_answers"), queue: () => (team ? t("talk.waits_for", { team: this.desk.teams.names.get(team) ?? team }) : t("talk.waits")),
      agent: () => (agent ? t("talk.answers", { name: agent.name }) : t("talk.outside")),
    };
    return `${channel} · ${who[owner]()}`;
  }

  #message(message, first) {
    const looks = JSON.stringify([message, first]);
    const known = this.#nodes.get(message.id);
    if (known?.dataset.looks === looks) return known;
    const node = draw(message, { id: this.id, names: this.desk.names, teams: this.desk.teams.names, turns: this.#turns, took: (turn) => this.#took(turn) }, first);
    node.dataset.looks = looks;
    node.classList.toggle("found", message.id === this.#found);
    return node;
  }

  // The ms between the last word a turn read and its first answer; null where one of them is not on the screen.
  #took(turn) {
    const all = [...this.#older, ...this.shown.messages].filter((message) => message.turn === turn);
    const asked = all.filter(({ author }) => author === "customer").at(-1);
    const said = all.find(({ author }) => author === "bot");
    return asked && said ? Math.max(0, new Date(said.at) - new Date(asked.at)) : null;
  }
}
