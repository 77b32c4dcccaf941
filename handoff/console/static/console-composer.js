// What the agent writes: an answer to the customer or a note for colleagues, kept while it is written, and sent once.

import { problemOf } from "./console-api.js";
import { Files } from "./console-attach.js";
import { Canned, missing, selectMissing, showMissing } from "./console-canned.js";
import { Company } from "./console-company.js";
import { $ } from "./console-dom.js";
import { Draft } from "./console-draft.js";
import { key } from "./console-keys.js";
import { named, offerColleagues } from "./console-mention.js";
import { Offers } from "./console-offers.js";
import { outgoing } from "./console-outgoing.js";
import { Queue } from "./console-queue.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

const DRAFTS = { messages: "answer", notes: "note" }; // what each kind of writing is called among the drafts

export class Composer {
  // `talk` is the conversation on the screen.
  constructor(talk) {
    this.talk = talk;
    this.field = $("text");
    const me = talk.desk.user.id;
    this.company = new Company(talk);
    this.offers = new Offers(this.field, $("offers"));
    this.canned = new Canned(this.field, this.offers, talk);
    this.files = new Files(talk, () => this.#typed(), (text) => this.#wrong(text));
    this.draft = new Draft(me, (kind, held) => { if (kind === this.#kept) this.#fill(held); });
    this.queue = new Queue(me, {
      sent: (item) => (item.conversation === talk.id ? talk.read().catch(() => {}) : null),
      refused: (item, error) => this.#returned(item, error),
      changed: () => this.#waiting(),
    });
    this.#listen();
    this.queue.drain();
  }

  #listen() {
    $("composer").addEventListener("submit", (event) => { event.preventDefault(); this.#write(); });
    $("composer").addEventListener("change", ({ target }) => { if (target.name === "kind") this.#turn(); });
    this.field.addEventListener("input", () => { this.#typed(); this.#offer(); this.company.types(this.field.value ? this.#kept : ""); });
    this.field.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("takenback", ({ detail }) => this.#takenBack(detail));
    const shown = { when: () => this.talk.shown !== null };
    key("n", "keys.note", () => this.choose("notes"), shown);
    key("a", "keys.answer", () => this.choose("messages"), shown);
    key("/", "keys.canned", () => this.#slash(), { when: () => this.talk.mine || this.talk.joined });
    key("f", "writing.attach", () => $("file").click(), { when: () => this.files.may });
  }

  get #kind() { return $("composer").elements.kind.value; }
  get #kept() { return DRAFTS[this.#kind]; }

  // Another conversation has been opened.
  open() {
    this.#wrong("");
    this.offers.hide();
    this.files.show([]);
    this.#fill({ text: "", files: [] });
    this.#waiting();
    this.company.open();
    this.draft.open(this.talk.id);
  }

  // The conversation has been read again.
  show() {
    this.company.read(this.talk.shown);
    this.#draw();
    this.#waiting();
  }

  heard(event) {
    if (event.kind === "draft") this.draft.heard(event);
    else this.company.heard(event);
  }

  // Write an answer ("messages") or a note ("notes") now.
  choose(kind) {
    $("composer").elements.kind.value = kind;
    this.#turn();
    this.field.focus();
  }

  #turn() {
    this.company.types("");
    this.offers.hide();
    if (this.draft.id) this.#fill(this.draft.of(this.#kept));
    this.#draw();
  }

  #fill({ text, files }) {
    if (this.field.value !== text) {
      const end = this.field.selectionStart === this.field.value.length;
      this.field.value = text;
      if (end) this.field.setSelectionRange(text.length, text.length);
    }
    this.files.show(this.#kind === "messages" ? files : []);
    this.#draw();
  }

  #slash() {
    this.choose("messages");
    if (this.field.value.trim()) return;
    this.field.value = "/";
    this.#typed();
    this.#offer();
  }

  #typed() {
    if (this.draft.id) this.draft.write(this.#kept, this.field.value, this.files.files);
    this.#wrong("");
    this.#draw();
  }

  #offer() {
    const offered = this.#kind === "messages" ? this.canned.offer() : offerColleagues(this.field, this.offers, this.talk.desk);
    if (!offered) this.offers.hide();
  }

  #key(event) {
    if (this.offers.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.#write(); }
    if (event.key === "Tab" && !event.shiftKey && selectMissing(this.field, this.field.selectionEnd)) event.preventDefault();
  }

  #draw() {
    const kind = this.#kind;
    const silent = kind === "messages" && !this.talk.mine && !this.talk.joined;
    const unfilled = kind === "messages" ? missing(this.field.value) : [];
    $("composer").dataset.kind = kind;
    this.field.disabled = silent && !this.field.value; // what was written can still be read and copied
    this.field.readOnly = silent;
    $("send").disabled = silent || this.files.busy;
    $("file").disabled = silent || kind !== "messages";
    this.field.placeholder = silent ? t("composer.take_first") : kind === "notes" ? t("composer.write_note") : t("composer.write");
    $("send").textContent = kind === "notes" ? t("composer.add_note") : t("composer.send");
    $("hint").textContent = silent ? "" : kind === "notes" ? t("writing.hint_note") : t("writing.hint");
    showMissing(this.field, silent ? [] : unfilled);
  }

  #wrong(text) {
    $("problem").hidden = !text;
    $("problem").textContent = text;
  }

  #write() {
    const [text, kind, { files }] = [this.field.value.trim(), this.#kind, this.files];
    if ((!text && (kind === "notes" || !files.length)) || $("send").disabled) return undefined;
    if (kind === "messages" && /^\/[^\s/]*$/.test(text)) { this.#wrong(t("writing.no_canned", { name: text })); return undefined; }
    const [first] = kind === "messages" ? missing(text) : [];
    if (first) { this.#wrong(t("writing.fill_first", { name: first })); selectMissing(this.field, 0); return undefined; }
    const body = kind === "messages" ? { text, files: files.map(({ id }) => id) } : { text, mentions: named(text, this.talk.desk) };
    this.company.types("");
    const sending = this.queue.put(this.talk.id, kind, body, { enclosed: kind === "messages" ? files : [] });
    this.field.value = "";
    this.files.show([]);
    this.#typed(); // the draft is empty from now on
    this.talk.toEnd();
    return sending;
  }

  // What waits to reach the server, below what has.
  #waiting() {
    const known = new Set((this.talk.shown?.messages ?? []).map((message) => message.key));
    outgoing(this.queue.of(this.talk.id).filter((item) => !known.has(item.body.key)));
  }

  // The server did not take it: it stands in the field again, or waits there as a draft.
  async #returned({ conversation, kind, body, enclosed }, error) {
    const back = { kind: DRAFTS[kind], text: body.text, files: enclosed ?? [] };
    await this.draft.giveBack(conversation, back);
    if (conversation === this.talk.id) {
      await this.talk.read().catch(() => {});
      this.choose(kind);
      this.#wrong(error.status === 409 ? `${problemOf(error)} ${t("writing.kept")}` : problemOf(error));
    } else toast(`${problemOf(error)} ${t("writing.kept")}`, { wrong: true, seconds: 12 });
  }

  #takenBack(draft) {
    if (draft.conversation_id !== this.talk.id) return;
    $("composer").elements.kind.value = "messages";
    this.draft.restore(draft);
    this.#turn();
    this.field.focus();
    this.talk.read().catch(() => {});
  }
}
