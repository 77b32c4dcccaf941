// The tags of a conversation: made as they are typed, taken off by a touch, each to be undone.

import { call, problemOf } from "./console-api.js";
import { button, make } from "./console-dom.js";
import { manageTags } from "./console-tag-list.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

export const chip = ({ name, colour }) => make("span", `chip tag-${colour}`, name);
const told = () => document.dispatchEvent(new CustomEvent("tags"));

export function tagsOf(id, tags, supervisor, again) {
  const list = make("ul", "chips", ...tags.map((tag) => make("li", "", worn(id, tag, again))));
  return make("div", "tags", list, entry(id, again), supervisor ? button(t("tags.manage"), () => manageTags(again), "link") : "");
}

function worn(id, tag, again) {
  const node = chip(tag);
  const off = button("×", () => takeOff(id, tag, again), "off");
  off.setAttribute("aria-label", t("tags.take_off", { name: tag.name }));
  node.append(off);
  return node;
}

async function takeOff(id, tag, again) {
  try {
    await call(`/conversations/${id}/tags/${tag.id}`, undefined, "DELETE");
    await again();
    told();
    document.getElementById("new-tag")?.focus();
    toast(t("tags.taken_off", { name: tag.name }), { undo: () => put(id, tag.name, again) });
  } catch (error) { toast(problemOf(error), { wrong: true }); }
}

async function put(id, name, again) {
  const { tag } = await call(`/conversations/${id}/tags`, { name });
  await again();
  told();
  return tag;
}

function entry(id, again) {
  const known = Object.assign(make("datalist"), { id: "known-tags" });
  const input = Object.assign(make("input"), { id: "new-tag", maxLength: 40, autocomplete: "off", placeholder: t("tags.add"), enterKeyHint: "done" });
  input.setAttribute("list", known.id);
  input.setAttribute("aria-label", t("tags.add"));
  input.addEventListener("focus", async () => {
    const { items } = await call("/tags");
    known.replaceChildren(...items.map(({ name }) => new Option(name)));
  }, { once: true });
  const form = make("form", "new-tag", input, known);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = input.value.trim();
    if (!name) return;
    input.value = "";
    try {
      await put(id, name, again);
      document.getElementById("new-tag")?.focus();
    } catch (error) { input.value = name; toast(problemOf(error), { wrong: true }); }
  });
  return form;
}
