// What the agent writes: an answer to the customer or a note for colleagues.

import { call, problemOf } from "./console-api.js";
import { $ } from "./console-dom.js";
import { key } from "./console-keys.js";
import { t } from "./console-words.js";

export class Composer {
  #key = null;

  // `talk` is the conversation on the screen.
  constructor(talk) {
    this.talk = talk;
    $("composer").addEventListener("submit", (event) => { event.preventDefault(); this.#write(); });
    $("composer").addEventListener("change", () => this.#draw());
    $("text").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.#write(); }
    });
    key("n", "keys.note", () => this.choose("notes"), { when: () => talk.shown !== null });
    key("a", "keys.answer", () => this.choose("messages"), { when: () => talk.shown !== null });
  }

  // Another conversation has been opened.
  open() { $("problem").hidden = true; }

  // The conversation has been read again.
  show() { this.#draw(); }

  // Write an answer ("messages") or a note ("notes") now.
  choose(kind) {
    $("composer").elements.kind.value = kind;
    this.#draw();
    $("text").focus();
  }

  #draw() {
    const kind = $("composer").elements.kind.value;
    const silent = kind === "messages" && !this.talk.mine && !this.talk.joined;
    $("composer").dataset.kind = kind;
    $("text").disabled = $("send").disabled = silent;
    $("text").placeholder = silent ? t("composer.take_first") : kind === "notes" ? t("composer.write_note") : t("composer.write");
    $("send").textContent = kind === "notes" ? t("composer.add_note") : t("composer.send");
    $("hint").textContent = silent ? "" : t("composer.hint");
  }

  async #write() {
    const text = $("text").value.trim();
    if (!text || $("send").disabled) return;
    const kind = $("composer").elements.kind.value;
    this.#key ??= Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16)).join("-");
    $("problem").hidden = true;
    try {
      await call(`/conversations/${this.talk.id}/${kind}`, { text, key: this.#key });
      this.#key = null; // kept until the server has it, so that another try cannot send twice
      $("text").value = "";
      await this.talk.read();
      this.talk.toEnd();
    } catch (error) {
      $("problem").hidden = false;
      $("problem").textContent = problemOf(error);
      if (error.status === 409) await this.talk.read();
    }
  }
}
