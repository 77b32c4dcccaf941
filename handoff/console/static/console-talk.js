// One conversation: its messages and who has it.

import { call } from "./console-api.js";
import { $, nameOf } from "./console-dom.js";
import { draw } from "./console-message.js";
import { t } from "./console-words.js";

export class Talk {
  id = null;
  shown = null;
  #earlier = null;
  #older = [];
  #turns = {};
  #nodes = new Map();

  // `desk` says who is signed in and who else there is; `changed(conversation)` hears what was read.
  constructor(desk, changed) {
    this.desk = desk;
    this.desk.names = new Map(desk.agents.map(({ id, name }) => [id, name]));
    this.desk.teams.names = new Map(desk.teams.map(({ id, name }) => [id, name]));
    this.changed = changed;
    $("earlier").addEventListener("click", () => this.#back());
    $("log").addEventListener("load", () => { if (this.#fromEnd() < 400) this.toEnd(); }, true); // pictures arrive late
  }

  async open(id) {
    this.id = id;
    this.shown = null;
    this.#older = [];
    this.#turns = {};
    this.#nodes.clear();
    $("log").replaceChildren();
    await this.read();
    this.toEnd();
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

  toEnd() { $("scroll").scrollTop = $("scroll").scrollHeight; }
  #fromEnd() { return $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight; }

  #draw() {
    const conversation = this.shown;
    const end = this.#fromEnd() < 80;
    $("nothing").hidden = true;
    $("talk").hidden = false;
    $("name").textContent = nameOf(conversation);
    $("holder").textContent = this.#holder(conversation);
    $("earlier").hidden = !this.#earlier;
    const newest = new Set(conversation.messages.map((message) => message.id));
    let next = $("log").firstElementChild; // what stands right is not moved: it may be read aloud, or hold the focus
    for (const message of [...this.#older.filter((one) => !newest.has(one.id)), ...conversation.messages]) {
      const stood = next && this.#nodes.get(message.id) === next;
      const node = this.#message(message);
      if (stood) next = node;
      if (node === next) next = next.nextElementSibling;
      else $("log").insertBefore(node, next);
    }
    while (next) { // what was taken back
      const after = next.nextElementSibling;
      next.remove();
      next = after;
    }
    if (end) this.toEnd();
  }

  #holder({ owner, agent, team, closed_at, channel }) {
    if (closed_at) return `${channel} · ${t("talk.is_closed")}`;
    const teamName = this.desk.teams.names.get(team) ?? team;
    const who = {
      bot: () => t("talk.bot_answers"), queue: () => (team ? t("talk.waits_for", { team: teamName }) : t("talk.waits")),
      agent: () => (agent ? t("talk.answers", { name: agent.name }) : t("talk.outside")),
    };
    return `${channel} · ${who[owner]()}`;
  }

  #message(message) {
    const looks = JSON.stringify(message);
    const known = this.#nodes.get(message.id);
    if (known?.dataset.looks === looks) return known;
    const node = draw(message, { names: this.desk.names, teams: this.desk.teams.names }, this.#turns);
    node.dataset.looks = looks;
    this.#nodes.set(message.id, node);
    known?.replaceWith(node);
    return node;
  }
}
