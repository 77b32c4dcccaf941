// The page where canned answers are written: the shop's and one's own, in every language, each version kept.

import { call, problemOf } from "./console-api.js";
import { $, button, make, when } from "./console-dom.js";
import { key } from "./console-keys.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

let items = [];
let shown = null; // the one at the desk; one without an id is new
const fields = [...document.querySelectorAll("[data-language]")];
let writing = fields[0]; // where a variable goes

const fold = (text) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
const texts = () => Object.fromEntries(fields.filter((field) => field.value.trim()).map((field) => [field.dataset.language, field.value]));
const looks = () => JSON.stringify([$("name").value, $("whose").value, texts()]);
let stood = ""; // how the desk looked when nothing was changed

async function read() {
  const page = await call("/answers");
  ({ items } = page);
  if ($("put").children.length === 1) $("put").append(...page.variables.map((name) => button(`{${name}}`, () => put(`{${name}}`), "tag")));
  shelf();
}

function shelf() {
  const wanted = fold($("search").value.trim());
  const fitting = items.filter(({ name, texts: all }) => !wanted || [name, ...Object.values(all)].some((text) => fold(text).includes(wanted)));
  $("shelf").replaceChildren(...fitting.map(row));
  $("empty").hidden = fitting.length > 0;
  $("empty").textContent = wanted ? t("answers.found_nothing") : t("answers.none");
}

function row(item) {
  const said = item.texts[document.documentElement.lang] ?? Object.values(item.texts)[0] ?? "";
  const node = button("", () => open(item));
  node.append(make("strong", "", `/${item.name}`), make("span", "tag", item.mine ? t("answers.mine") : t("answers.shops")), make("span", "said", said));
  node.setAttribute("aria-current", String(item.id === shown?.id));
  return make("li", "", node);
}

function put(text) {
  writing.focus();
  if (!document.execCommand("insertText", false, text)) writing.setRangeText(text, writing.selectionStart, writing.selectionEnd, "end");
}

const leave = () => !shown || looks() === stood || confirm(t("answers.unsaved"));

// Put one at the desk; `also` are texts to begin with.
function open(item, also = item.texts) {
  if (!leave()) return;
  shown = item;
  document.body.dataset.view = "one";
  $("nothing").hidden = true;
  $("answer").hidden = false;
  $("name").value = item.name;
  if (!item.mine && ![...$("whose").options].some(({ value }) => value === "shop")) $("whose").append(new Option(t("answers.everybody"), "shop"));
  $("whose").value = item.mine ? "mine" : "shop";
  for (const field of fields) field.value = also[field.dataset.language] ?? "";
  stood = looks();
  const may = item.may_change;
  for (const node of [$("name"), ...fields]) node.readOnly = !may;
  for (const field of fields) field.parentElement.hidden = !may && !field.value;
  $("whose").disabled = Boolean(item.id);
  for (const node of [$("save"), $("put")]) node.hidden = !may;
  $("reading").hidden = may;
  $("copy").hidden = may;
  $("remove").hidden = !may || !item.id;
  $("past").hidden = !item.id;
  $("past").open = false;
  wrong("");
  shelf();
  if (may) $("name").focus();
}

function wrong(text) {
  $("problem").hidden = !text;
  $("problem").textContent = text;
}

const fresh = (name = "", also = {}) => open({ id: 0, name, mine: $("whose").querySelector('[value="shop"]') === null || name !== "", texts: {}, may_change: true }, also);

async function save() {
  const body = { name: $("name").value, texts: texts() };
  try {
    const saved = shown.id ? await call(`/answers/${shown.id}`, { ...body, version: shown.version }) : await call("/answers", { ...body, mine: $("whose").value === "mine" });
    await done(saved, t("answers.saved", { name: saved.name }));
  } catch (error) { wrong(problemOf(error)); }
}

async function done(saved, text, undo = null) {
  shown = null;
  await read();
  open(saved);
  toast(text, { undo });
}

async function retire() {
  try {
    const gone = await call(`/answers/${shown.id}/retire`, { version: shown.version });
    shown = null;
    $("answer").hidden = true;
    $("nothing").hidden = false;
    document.body.dataset.view = "list";
    await read();
    toast(t("answers.removed", { name: gone.name }), { undo: async () => {
      const back = await call(`/answers/${gone.id}/retire`, { version: gone.version, retired: false });
      await done(back, t("answers.saved", { name: back.name }));
    } });
  } catch (error) { wrong(problemOf(error)); }
}

async function past() {
  if (!$("past").open) return;
  const { items: found } = await call(`/answers/${shown.id}/versions`);
  $("versions").replaceChildren(...found.map((one) => {
    const who = t("answers.version", { n: one.version, who: one.by ?? t("answers.by_program") });
    const head = make("span", "", who, " · ", when(one.at), one.retired ? ` · ${t("answers.was_removed")}` : "");
    const back = shown.may_change ? button(t("answers.take_version"), () => { for (const field of fields) field.value = one.texts[field.dataset.language] ?? ""; }, "button") : "";
    return make("li", "", head, back, make("p", "soft", Object.values(one.texts)[0] ?? ""));
  }));
}

for (const field of fields) field.addEventListener("focus", () => { writing = field; });
$("search").addEventListener("input", shelf);
$("add").addEventListener("click", () => fresh());
$("copy").addEventListener("click", () => { const { name } = shown; const also = texts(); stood = looks(); fresh(name, also); });
$("answer").addEventListener("submit", (event) => { event.preventDefault(); save(); });
$("remove").addEventListener("click", retire);
$("past").addEventListener("toggle", () => past().catch(() => {}));
$("back").addEventListener("click", () => { if (leave()) { shown = null; document.body.dataset.view = "list"; } });
window.addEventListener("beforeunload", (event) => { if (shown && looks() !== stood) event.preventDefault(); });
key("n", "answers.add", () => fresh());
key("s", "keys.search", () => $("search").focus());
key("Control+s", "answers.save", save, { writing: true, when: () => shown?.may_change });
await read();
