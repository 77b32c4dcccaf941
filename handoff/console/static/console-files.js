// Photos and papers inside the conversation: seen at once, opened large by mouse or key, one after another.

import { $, button, make } from "./console-dom.js";
import { t } from "./console-words.js";

const isPicture = ({ mime, type }) => mime.startsWith("image/") || type === "photo";
const isPaper = ({ mime }) => mime === "application/pdf";

export function enclosed(file) {
  if (!file.url) return make("span", "file", `▤ ${t("talk.not_kept", { name: file.name || file.type })}`);
  if (isPicture(file)) return opening(file, Object.assign(make("img"), { src: file.url, alt: file.name || t("talk.photo"), loading: "lazy" }), "picture");
  if (isPaper(file)) return opening(file, make("span", "file", `▤ ${file.name || "PDF"}`), "paper");
  return Object.assign(make("a", "file", `▤ ${file.name}`), { href: file.url, download: file.name });
}

function opening(file, inside, kind) {
  const node = button("", () => show(node), `enclosed ${kind}`);
  node.append(inside);
  node.setAttribute("aria-label", t("talk.open_file", { name: file.name || t("talk.photo") }));
  node.file = file;
  return node;
}

// The file large; arrows go to the one before and after it in the conversation.
async function show(from) {
  let at = from;
  const all = [...$("log").querySelectorAll(".enclosed")];
  const place = make("div", "seen-large");
  const name = make("p", "soft");
  const save = Object.assign(make("a", "button", t("talk.download")), {});
  const step = (way) => { const next = all[all.indexOf(at) + way]; if (next) { at = next; paint(); } };
  const [back, on] = [button("‹", () => step(-1), "button"), button("›", () => step(1), "button")];
  back.setAttribute("aria-label", t("talk.file_before"));
  on.setAttribute("aria-label", t("talk.file_after"));
  const close = button(t("frame.close"), () => dialog.close(), "button main");
  const dialog = make("dialog", "lightbox", place, make("div", "buttons", name, back, on, save, close));
  dialog.setAttribute("aria-label", t("talk.file"));
  dialog.addEventListener("keydown", (event) => { const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key]; if (way) { event.preventDefault(); step(way); } });
  dialog.addEventListener("click", ({ target }) => { if (target === dialog || target === place) dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); at.focus(); });
  function paint() {
    const { file } = at;
    const [index, last] = [all.indexOf(at), all.length - 1];
    Object.assign(save, { href: file.url, download: file.name || "" });
    name.textContent = all.length > 1 ? `${file.name} · ${index + 1} / ${last + 1}` : file.name;
    [back.disabled, on.disabled] = [index === 0, index === last];
    place.replaceChildren(isPaper(file) ? Object.assign(make("iframe"), { src: `${file.url}?shown=1`, title: file.name || "PDF" }) : Object.assign(make("img"), { src: file.url, alt: file.name || t("talk.photo") }));
  }
  document.body.append(dialog);
  paint();
  dialog.showModal();
  close.focus();
}
