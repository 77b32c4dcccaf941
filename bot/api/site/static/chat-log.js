// The conversation on the screen: messages in their order, each drawn once and only mended where it changed, so that a screen reader
// says it once. Text is never taken for markup.

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DAY = { weekday: "long", day: "numeric", month: "long" };
const SCHEMES = ["http:", "https:", "mailto:", "tel:"];

export function make(tag, className = "", text = "", more = {}) {
  const node = Object.assign(document.createElement(tag), more);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

export class Log {
  shown = new Map(); // message -> its node, in the order of the page

  // `on` has say(word, values), language(), press(button), retry(message), drop(message) and source(message, file).
  constructor(list, on) {
    this.list = list;
    this.on = on;
  }

  // Draw a message, or what has changed of it; a new one stands at the end, or before the node `before`.
  draw(message, before = null) {
    const known = this.shown.get(message);
    const node = known ?? make("li");
    const own = message.author === "customer";
    node.className = `message ${own ? "own" : message.author}${node.classList.contains("turned") ? " turned" : ""}`;
    node.classList.toggle("failed", message.pending === "failed");
    node.classList.toggle("pending", Boolean(message.pending));
    node.classList.toggle("arrives", !known);
    node.dataset.author = message.author;
    node.dataset.day = new Date(message.at).toDateString();
    const looks = JSON.stringify([message.text, message.preview ?? message.file?.url ?? message.blob?.name, message.by, this.on.language()]);
    if (node.dataset.looks !== looks) {
      node.dataset.looks = looks;
      node.replaceChildren(...this.#body(message, own), make("div", "foot"));
    }
    node.querySelector(".foot").replaceWith(this.#foot(message, own));
    if (!known) this.#place(message, node, before);
    return node;
  }

  remove(message) {
    this.shown.get(message)?.remove();
    this.shown.delete(message);
    this.days();
  }

  // The message at the end of the page.
  get last() {
    const node = this.list.lastElementChild;
    return [...this.shown].find(([, drawn]) => drawn === node)?.[0] ?? null;
  }

  // Only the newest question has its buttons.
  offer(message) {
    for (const row of this.list.querySelectorAll(".chat-choices")) row.remove();
    if (message?.buttons?.length) this.shown.get(message)?.append(this.#choices(message.buttons));
  }

  // The line between two days, and the wider gap between two speakers.
  days() {
    for (const line of this.list.querySelectorAll(".day")) line.remove();
    let previous = null;
    for (const node of [...this.list.children]) {
      if (previous?.dataset.day !== node.dataset.day) this.list.insertBefore(make("li", "day", this.#dayName(node.dataset.day)), node);
      node.classList.toggle("turned", previous?.dataset.author !== node.dataset.author);
      previous = node;
    }
  }

  #place(message, node, before) {
    this.shown.set(message, node);
    const previous = [...this.list.children].at(-1);
    this.list.insertBefore(node, before);
    if (before || previous?.dataset.day !== node.dataset.day) this.days();
    else node.classList.toggle("turned", previous.dataset.author !== node.dataset.author);
  }

  #dayName(day) {
    const ago = Math.round((new Date(new Date().toDateString()) - new Date(day)) / 86400000);
    if (ago === 0 || ago === 1) return this.on.say(ago ? "yesterday" : "today");
    return new Intl.DateTimeFormat(this.on.language(), DAY).format(new Date(day));
  }

  #body(message, own) {
    const person = message.author === "agent";
    const name = own ? this.on.say("you") : person ? message.by || this.on.say("person") : this.on.say("bot");
    const who = person ? make("span", "author", name) : make("span", "unseen", `${this.on.say("says", { name })}: `);
    const bubble = make("div", "bubble");
    const file = message.blob ? { name: message.blob.name, mime: message.blob.type } : message.file;
    if (file) bubble.append(this.#enclosure(message, file));
    if (message.text) bubble.append(this.#caption(message.text, file));
    return [who, bubble];
  }

  #caption(text, file) {
    const caption = make("span", file ? "caption" : "");
    text.split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/).forEach((piece, index) => {
      caption.append(index % 2 ? make("a", "", piece, { href: safe(piece), target: "_blank", rel: "noopener noreferrer" }) : piece);
    });
    return caption;
  }

  #enclosure(message, file) {
    if (message.preview || (file.url && file.mime.startsWith("image/"))) {
      const image = make("img", "", "", { alt: `${this.on.say("photo")}: ${file.name}`, decoding: "async" });
      this.on.source(message, file).then((url) => { image.src = url; });
      return image;
    }
    if (!file.url) return make("span", "document", `📎 ${file.name}`);
    const link = make("a", "document", `📎 ${file.name}`, { href: file.url, download: file.name, title: this.on.say("download") });
    link.addEventListener("click", async (event) => {
      if (link.dataset.ready) return;
      event.preventDefault();
      link.href = await this.on.source(message, file);
      link.dataset.ready = "yes";
      link.click();
    });
    return link;
  }

  #foot(message, own) {
    const foot = make("div", "foot");
    if (own && message.pending === "failed") {
      foot.setAttribute("role", "alert");
      const why = message.reason ? ` ${this.on.say(message.reason)}` : "";
      foot.append(`${this.on.say("failed")}${why}`, this.#action("retry", message), this.#action("drop", message));
      return foot;
    }
    foot.setAttribute("aria-live", "off");
    if (own && message.pending) foot.textContent = this.on.say(message.pending);
    else foot.append(make("time", "", new Intl.DateTimeFormat(this.on.language(), TIME).format(new Date(message.at)), { dateTime: message.at }));
    return foot;
  }

  #action(name, message) {
    const button = make("button", "", this.on.say(name === "drop" ? "remove" : name), { type: "button" });
    button.addEventListener("click", () => this.on[name](message));
    return button;
  }

  #choices(buttons) {
    const row = make("div", "chat-choices");
    for (const button of buttons) {
      if (button.url) {
        row.append(make("a", "choice", button.title, { href: safe(button.url), target: "_blank", rel: "noopener noreferrer" }));
        continue;
      }
      const node = make("button", "choice", button.title, { type: "button" });
      node.addEventListener("click", () => this.on.press(button));
      row.append(node);
    }
    return row;
  }
}

function safe(url) {
  try {
    const parsed = new URL(url);
    return SCHEMES.includes(parsed.protocol) ? parsed.href : "#";
  } catch { return "#"; }
}
