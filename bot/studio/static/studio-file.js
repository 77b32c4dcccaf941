// What one does with a file as a whole: another name for it, or away with it. Without it both would have to be asked of the API.

import { call, problemOf } from "./console-api.js";
import { $ } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

const path = (name, act = "") => `/studio/files/${name}${act}`;
const changed = () => document.dispatchEvent(new CustomEvent("draft-changed"));

// What is before and behind the part of a file's name that one chooses: its folder and language, and its kind.
const around = (name) => [name.startsWith("wording/") ? `${name.slice(0, "wording/lv".length)}-` : "scripts/", name.slice(name.lastIndexOf("."))];

// The menu of the open `file`; `open(name)` opens another, `gone()` is called once none is open.
export function fileMenu(file, field, { open, gone }) {
  const menu = $("file-menu");
  const shut = () => { menu.open = false; };
  document.addEventListener("pointerdown", ({ target }) => { if (!menu.contains(target)) shut(); });
  menu.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget && !menu.contains(relatedTarget)) shut(); });
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { shut(); menu.querySelector("summary").focus(); } });
  $("rename-file").addEventListener("click", () => { shut(); rename(file, open); });
  $("remove-file").addEventListener("click", async () => {
    shut();
    try { await remove(file, field, open, gone); } catch (error) { toast(problemOf(error), { wrong: true }); }
  });
}

// Whether the server has all that was typed; otherwise it is told why not.
async function isSaved(file) {
  await file.save();
  if (file.dirty) toast(t("studio.offline"), { wrong: true });
  return !file.dirty;
}

async function remove(file, field, open, gone) {
  if (!await isSaved(file)) return;
  const { name, version } = file;
  const { text } = field;
  await call(path(name, "/remove"), { version });
  file.close();
  gone();
  changed();
  const undo = async () => {
    await call(path(name), { text, version: "", check: false });
    changed();
    await open(name);
  };
  toast(t("studio.file_removed", { name }), { undo });
}

async function rename(file, open) {
  if (!await isSaved(file)) return;
  const { name, version } = file;
  const [before, behind] = around(name);
  const dialog = $("rename");
  const form = dialog.querySelector("form");
  const input = form.elements.name;
  $("rename-before").textContent = before;
  $("rename-behind").textContent = behind;
  input.value = name.startsWith(before) ? name.slice(before.length, -behind.length) : "";
  $("rename-problem").textContent = "";
  form.onsubmit = async (event) => {
    event.preventDefault();
    const to = `${before}${input.value}${behind}`;
    if (to === name) { dialog.close(); return; }
    try { await move(file, name, to, version, open); dialog.close(); } catch (error) { $("rename-problem").textContent = problemOf(error); }
  };
  dialog.showModal();
  input.select();
}

async function move(file, name, to, version, open) {
  const { version: now } = await call(path(name, "/rename"), { to, version });
  if (file.name === name) file.close();
  changed();
  await open(to);
  const undo = async () => {
    if (file.name === to) await file.save();
    await call(path(to, "/rename"), { to: name, version: file.name === to ? file.version : now });
    if (file.name === to) file.close();
    changed();
    await open(name);
  };
  toast(t("studio.renamed", { name: to }), { undo });
}
