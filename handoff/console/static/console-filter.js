// What the list and the search are narrowed to: a tag, a channel; kept for this tab.

import { call } from "./console-api.js";
import { $, make } from "./console-dom.js";
import { t } from "./console-words.js";

export class Filter {
  // `changed()` hears that something else is wanted; channels are shown where there are several.
  constructor({ channels = [] }, changed) {
    this.tag = this.#select("tag", t("tags.every"), changed);
    this.channel = this.#select("channel", t("found.every_channel"), changed);
    this.channel.append(...channels.map((name) => new Option(name, name)));
    this.channel.hidden = channels.length < 2;
    this.channel.value = sessionStorage.getItem("filter-channel") ?? "";
    $("filters").append(this.tag, this.channel);
    document.addEventListener("tags", () => this.read());
  }

  #select(name, all, changed) {
    const node = make("select", "", new Option(all, ""));
    node.setAttribute("aria-label", t(`found.by_${name}`));
    node.addEventListener("change", () => { sessionStorage.setItem(`filter-${name}`, node.value); changed(); });
    return node;
  }

  async read() {
    const { items } = await call("/tags");
    const wanted = sessionStorage.getItem("filter-tag") ?? "";
    this.tag.replaceChildren(new Option(t("tags.every"), ""), ...items.map(({ id, name }) => new Option(name, id)));
    this.tag.value = items.some(({ id }) => String(id) === wanted) ? wanted : "";
    this.tag.hidden = items.length === 0;
    $("filters").hidden = this.tag.hidden && this.channel.hidden;
  }

  get query() { return { ...(this.tag.value && { tag: this.tag.value }), ...(this.channel.value && { channel: this.channel.value }) }; }
}
