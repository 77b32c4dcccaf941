// Files that go with an answer: picked, dropped or pasted; on the server before they are sent, so that a draft keeps them.

import { Refused } from "./console-api.js";
import { $, button, make } from "./console-dom.js";
import { t } from "./console-words.js";

const LARGEST = 20 * 1024 * 1024; // bytes
const MOST = 10; // of one answer

export class Files {
  #under = 0;

  // `talk` is the conversation on the screen; `changed()` hears that there are others; `wrong(text)` what cannot be sent.
  constructor(talk, changed, wrong) {
    Object.assign(this, { talk, changed, wrong, files: [] });
    $("file").addEventListener("change", ({ target }) => { this.add([...target.files]); target.value = ""; });
    $("text").addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length && this.may) { event.preventDefault(); this.add(files); }
    });
    const over = (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      $("talk").classList.toggle("over", this.may && event.type !== "dragleave" && event.type !== "drop");
      if (event.type === "drop" && this.may) this.add([...event.dataTransfer.files]);
    };
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) $("talk").addEventListener(kind, over);
  }

  get busy() { return this.#under > 0; }
  get may() { return (this.talk.mine || this.talk.joined) && $("composer").dataset.kind === "messages"; }

  // These go with it now.
  show(files) {
    this.files = files;
    $("files").hidden = files.length === 0 && !this.busy;
    $("files").replaceChildren(...files.map((file) => this.#chip(file)), ...(this.busy ? [make("li", "loading", t("writing.uploading"))] : []));
  }

  async add(blobs) {
    for (const blob of blobs) {
      if (this.files.length + this.#under >= MOST) { this.wrong(t("writing.too_many", { n: MOST })); return; }
      if (blob.size > LARGEST) { this.wrong(t("writing.too_large", { name: blob.name })); continue; }
      await this.#upload(this.talk.id, blob);
    }
  }

  async #upload(id, blob) {
    const form = new FormData();
    form.append("file", blob, blob.name || "");
    this.#under += 1;
    this.show(this.files);
    let wrong = "";
    try {
      const answer = await fetch(`/api/v1/conversations/${id}/files`, { method: "POST", body: form });
      if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
      const file = await answer.json();
      if (id === this.talk.id && !this.files.some((one) => one.id === file.id)) this.files = [...this.files, file];
    } catch (error) {
      wrong = error instanceof Refused && error.status === 415 ? t("writing.wrong_type") : error instanceof Refused ? error.message : t("writing.not_uploaded", { name: blob.name });
    }
    this.#under -= 1;
    this.show(this.files);
    this.changed();
    if (wrong) this.wrong(wrong);
  }

  #chip(file) {
    const looks = file.mime.startsWith("image/") ? Object.assign(make("img"), { src: file.url, alt: "" }) : make("span", "", "📄");
    const away = button("×", () => { this.show(this.files.filter((one) => one !== file)); this.changed(); $("text").focus(); }, "quiet");
    away.setAttribute("aria-label", t("writing.remove", { name: file.name }));
    return make("li", "", looks, make("span", "", file.name), away);
  }
}
