// One conversation: its messages, who has it, and what the agent writes.

import { Refused, call } from "./console-api.js";
import { $, button, linked, make, nameOf, when } from "./console-dom.js";
import { explain } from "./console-why.js";

const UNSENT = { dropped: "not sent", failed: "failed", owed: "owed: not sent yet", unknown: "may have arrived" };

export class Talk {
  id = null;
  shown = null;
  #earlier = null;
  #older = [];
  #turns = {};
  #nodes = new Map();
  #key = null;

  // `desk` says who is signed in; `changed(conversation)` hears what was read.
  constructor(desk, changed) {
    this.desk = desk;
    this.changed = changed;
    for (const node of document.querySelectorAll("[data-act]")) node.addEventListener("click", () => this.#act(node.dataset.act));
    $("composer").addEventListener("submit", (event) => { event.preventDefault(); this.#write(); });
    $("composer").addEventListener("change", () => this.#composer());
    $("text").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.#write(); }
    });
    $("earlier").addEventListener("click", () => this.#back());
    $("log").addEventListener("load", () => { if (this.#fromEnd() < 400) this.#toEnd(); }, true); // pictures arrive late
  }

  async open(id) {
    this.id = id;
    this.shown = null;
    this.#older = [];
    this.#turns = {};
    this.#nodes.clear();
    $("log").replaceChildren();
    $("problem").hidden = true;
    await this.read();
    this.#toEnd();
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

  get mine() { return this.shown.owner === "agent" && this.shown.agent?.id === this.desk.user.id; }

  // --- showing ----------------------------------------------------------------------------------------------------

  #draw() {
    const conversation = this.shown;
    const end = this.#fromEnd() < 80;
    $("nothing").hidden = true;
    $("open").hidden = false;
    $("name").textContent = nameOf(conversation);
    $("holder").textContent = this.#holder(conversation);
    const held = conversation.owner === "agent" && !this.mine && conversation.agent;
    const visible = { take: !this.mine && !held, release: this.mine, transfer: !held, close: !held && !conversation.closed_at };
    for (const node of document.querySelectorAll("[data-act]")) node.hidden = !visible[node.dataset.act];
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
    this.#composer();
    if (end) this.#toEnd();
  }

  #fromEnd() { return $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight; }
  #toEnd() { $("scroll").scrollTop = $("scroll").scrollHeight; }

  #holder({ owner, agent, team, closed_at, channel }) {
    if (closed_at) return `${channel} · closed`;
    const who = { bot: "the bot answers", queue: `waits for ${team || "a person"}`, agent: agent ? `${agent.name} answers` : "answered from outside" };
    return `${channel} · ${who[owner]}`;
  }

  #message(message) {
    const looks = JSON.stringify(message);
    const known = this.#nodes.get(message.id);
    if (known?.dataset.looks === looks) return known;
    const node = make("li", `message ${message.author}${UNSENT[message.sending] && message.sending !== "unknown" ? " unsent" : ""}`);
    node.dataset.looks = looks;
    if (message.author === "system") node.append(make("span", "", message.text, " · ", when(message.at)));
    else node.append(this.#bubble(message), this.#options(message) ?? "", this.#foot(message));
    this.#nodes.set(message.id, node);
    known?.replaceWith(node);
    return node;
  }

  #bubble(message) {
    const bubble = make("div", "bubble", ...linked(message.text));
    const { file } = message;
    if (file?.url && (file.mime.startsWith("image/") || file.type === "photo")) bubble.prepend(Object.assign(make("img"), { src: file.url, alt: file.name || "photo", loading: "lazy" }));
    else if (file?.url) bubble.prepend(Object.assign(make("a", "", `📎 ${file.name}`), { href: file.url, download: file.name }));
    else if (file) bubble.prepend(`📎 ${file.name || file.type} (not kept)`);
    return bubble;
  }

  #options({ buttons }) {
    return buttons.length ? make("div", "options", ...buttons.map(({ title }) => make("span", "tag", title))) : null;
  }

  #foot(message) {
    const who = { customer: "", bot: "Bot", agent: message.by === "outside" ? "From outside" : message.by, note: `Note by ${message.by}` }[message.author];
    const state = message.sending === "queued" ? "sending…" : message.sending === "seen" ? "seen" : "";
    const wrong = UNSENT[message.sending] ? make("span", "wrong", `${UNSENT[message.sending]}${message.reason ? `: ${message.reason}` : ""}`) : null;
    const turn = ["bot", "customer"].includes(message.author) && this.#turns[message.turn];
    return make("div", "foot", who, when(message.at), state, message.edited ? "edited" : "", wrong, turn ? this.#why(turn) : null);
  }

  #why(turn) {
    const node = button("Why?", () => {
      const line = node.closest("li");
      const shown = line.querySelector(".why");
      if (shown) shown.remove(); else line.append(explain(turn));
      node.setAttribute("aria-expanded", String(!shown));
    });
    node.setAttribute("aria-expanded", "false");
    return node;
  }

  // --- writing ----------------------------------------------------------------------------------------------------

  #composer() {
    const kind = $("composer").elements.kind.value;
    const silent = kind === "messages" && !this.mine;
    $("composer").dataset.kind = kind;
    $("text").disabled = $("send").disabled = silent;
    $("text").placeholder = silent ? "Take the conversation to answer" : kind === "notes" ? "Only colleagues will see this" : "Write to the customer";
    $("send").textContent = kind === "notes" ? "Add note" : "Send";
    $("hint").textContent = silent ? "" : "Enter sends, Shift+Enter starts a new line";
  }

  async #write() {
    const text = $("text").value.trim();
    if (!text || $("send").disabled) return;
    const kind = $("composer").elements.kind.value;
    this.#key ??= Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16)).join("-");
    await this.#try(async () => {
      await call(`/conversations/${this.id}/${kind}`, { text, key: this.#key });
      this.#key = null; // kept until the server has it, so that another try cannot send twice
      $("text").value = "";
      await this.read();
      this.#toEnd();
    });
  }

  async #act(action) {
    const body = action === "transfer" ? await this.#whom() : {};
    if (!body) return;
    await this.#try(async () => {
      await call(`/conversations/${this.id}/${action}`, { ...body, floor: this.shown.floor });
      await this.read();
      if (action === "take") { $("composer").elements.kind.value = "messages"; this.#composer(); $("text").focus(); }
    });
  }

  #whom() {
    const teams = this.desk.teams.map(({ id, name }) => new Option(`Team: ${name}`, `team:${id}`));
    const people = this.desk.agents.map(({ id, name }) => new Option(name, `agent:${id}`));
    $("whom").replaceChildren(...teams, ...people);
    $("handing").returnValue = "";
    $("handing").showModal();
    return new Promise((resolve) => {
      $("handing").addEventListener("close", () => {
        const [kind, id] = $("whom").value.split(/:(.*)/);
        resolve($("handing").returnValue ? (kind === "team" ? { team: id } : { agent_id: Number(id) }) : null);
      }, { once: true });
    });
  }

  async #try(work) {
    $("problem").hidden = true;
    try { await work(); } catch (error) {
      $("problem").hidden = false;
      $("problem").textContent = error instanceof Refused ? error.message : "No connection. Try again.";
      if (error.status === 409) await this.read();
    }
  }
}
