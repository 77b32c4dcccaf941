// What is mine and waits for me: told when it is given to me, when a customer has waited for long, and above the conversation itself.

import { call } from "./console-api.js";
import { $, make, nameOf } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

const LONG = 3; // minutes from which on a wait is told above the conversation
const MOST = 100; // as many as one question may name
let shown = null;

const minutes = (since) => Math.floor((Date.now() - new Date(since)) / 60000);

// `talk` is the conversation on the screen, just read.
export function showWait(talk) {
  shown = talk.mine && !talk.shown.snoozed ? talk.shown : null;
  tick();
}

function tick() {
  const n = shown?.waits_since ? minutes(shown.waits_since) : 0;
  const standing = $("waits");
  if (n < LONG) { standing?.remove(); return; }
  const node = standing ?? Object.assign(make("p"), { id: "waits" });
  node.className = `banner ${shown.warned ? "soon" : ""}`;
  const text = t("waits.for_you", { n });
  if (node.textContent !== text) node.textContent = text;
  if (!standing) $("banners").append(node);
}

setInterval(tick, 20000);

// Looks at those of mine that have changed; `open()` is the id of the conversation on the screen.
export class Mine {
  #known = null;

  constructor(open) {
    this.open = open;
  }

  async read() {
    const { items } = await call("/conversations?owner=me&limit=100");
    this.#known = new Map(items.map((item) => [item.id, item]));
  }

  async change(ids) {
    if (this.#known === null || ids.has(0) || ids.size > MOST) { await this.read(); return; }
    const { items } = await call(`/conversations?owner=me&limit=100&ids=${[...ids].join(",")}`);
    const before = this.#known;
    this.#known = new Map(before);
    for (const id of ids) this.#known.delete(id);
    for (const item of items) {
      this.#known.set(item.id, item);
      if (item.id === this.open()) continue; // it is looked at
      if (!before.has(item.id)) this.#tell("waits.given", item);
      else if (item.warned && !before.get(item.id).warned) this.#tell("waits.warned", item);
    }
  }

  #tell(word, item) {
    toast(t(word, { name: nameOf(item), n: item.waits_since ? minutes(item.waits_since) : 0 }), { seconds: 12 });
  }
}
