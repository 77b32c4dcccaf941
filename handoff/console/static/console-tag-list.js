// The shop's tags in a dialog, for supervisors: another name or colour, two made one, one taken away, and each of it undone.

import { call, problemOf } from "./console-api.js";
import { button, make } from "./console-dom.js";
import { t } from "./console-words.js";

const COLOURS = 8;

export async function manageTags(changed) {
  const title = Object.assign(make("h2", "", t("tags.title")), { id: "tags-title" });
  const said = Object.assign(make("p", "said-last"), { role: "status" });
  const list = make("ul", "tag-list");
  const dialog = make("dialog", "tag-dialog", title, said, list, make("div", "buttons", button(t("frame.close"), () => dialog.close(), "button main")));
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.addEventListener("close", () => { dialog.remove(); changed(); document.dispatchEvent(new CustomEvent("tags")); });

  const read = async () => {
    const { items } = await call("/tags");
    list.replaceChildren(...items.map((tag) => row(tag, items, act)));
    if (!items.length) list.append(make("li", "soft", t("tags.none")));
  };
  // Does it, says so with a way back, and reads again.
  const act = async (work, word, undo) => {
    try {
      await work();
      const back = button(t("frame.undo"), () => act(undo, t("tags.undone"), null), "link");
      said.replaceChildren(word, " ", undo ? back : "");
      said.className = "said-last";
    } catch (error) {
      said.replaceChildren(problemOf(error));
      said.className = "said-last problem";
    }
    await read();
  };
  await read();
  document.body.append(dialog);
  dialog.showModal();
}

function row(tag, all, act) {
  const { id, name, colour, uses } = tag;
  const input = Object.assign(make("input", `chip tag-${colour}`), { value: name, maxLength: 40 });
  input.setAttribute("aria-label", t("tags.name_of", { name }));
  input.addEventListener("change", () => act(() => call(`/tags/${id}`, { name: input.value }), t("tags.renamed", { name: input.value }), () => call(`/tags/${id}`, { name })));
  const paint = make("select", "", ...Array.from({ length: COLOURS }, (_, n) => new Option(t(`tags.colour_${n}`), n)));
  paint.value = String(colour);
  paint.setAttribute("aria-label", t("tags.colour_of", { name }));
  paint.addEventListener("change", () => act(() => call(`/tags/${id}`, { colour: Number(paint.value) }), t("tags.painted", { name }), () => call(`/tags/${id}`, { colour })));
  const into = make("select", "", new Option(t("tags.merge"), ""), ...all.filter((one) => one.id !== id).map((one) => new Option(one.name, one.id)));
  into.setAttribute("aria-label", t("tags.merge_into", { name }));
  into.addEventListener("change", () => act(() => call(`/tags/${id}/merge`, { into: Number(into.value) }), t("tags.merged", { name, into: into.selectedOptions[0].text }), () => call(`/tags/${id}/restore`, {})));
  const off = button(t("tags.remove"), () => act(() => call(`/tags/${id}/remove`, {}), t("tags.removed", { name }), () => call(`/tags/${id}/restore`, {})), "button small");
  off.setAttribute("aria-label", t("tags.remove_it", { name }));
  return make("li", "", input, make("span", "soft", t("tags.uses", { n: uses })), paint, into, off);
}
