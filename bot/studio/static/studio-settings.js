// The settings' page: what is written in the form is kept as a list of changes, checked as one writes, and saved as a whole.

import { Refused, call, problemOf } from "./console-api.js";
import { $, button, make, when } from "./console-dom.js";
import { key } from "./console-keys.js";
import { toast } from "./console-toast.js";
import { lang, t } from "./console-words.js";
import { adding } from "./studio-channels.js";
import { control, keyOf } from "./studio-fields.js";
import { drawn, hours } from "./studio-hours.js";

const PAUSE = 400; // ms without a letter until it is checked
const changes = new Map();
let all;
let timer;
let asked = 0;

async function read() {
  all = await call(`/studio/settings?lang=${lang}`);
  draw();
  mark(all.mistakes);
  if (!all.writable) { $("problem").hidden = false; $("problem").textContent = t("settings.not_writable"); }
  if ($("history").open) await past();
}

const here = () => all.groups.find(({ name }) => `#${name}` === location.hash) ?? all.groups[0];

function draw() {
  const group = here();
  $("groups").replaceChildren(...all.groups.map(({ name, label, fields }) => {
    const link = Object.assign(make("a", fields.some(isChanged) ? "marked" : "", label), { href: `#${name}` });
    if (name === group.name) link.setAttribute("aria-current", "true");
    return link;
  }));
  const parts = [make("h2", "", group.label)];
  if (group.name === "hours") parts.push(...all.teams.map((team) => hours(restored(team), (name, value) => change(["teams", team.team, "calendar", name], value, "value"))));
  if (group.name === "channels" && !all.channels.length) parts.push(make("p", "soft", t("settings.channel_none")));
  let heading = "";
  for (const field of group.fields) {
    const under = headingOf(field);
    if (under !== heading) { parts.push(make("h3", "", under)); heading = under; if (field.path[0] === "channels") parts.push(removal(field)); }
    const row = control(field, now(field), (value) => change(field.path, value, field.kind === "yaml" ? "yaml" : "value", field));
    row.classList.toggle("changed", isChanged(field));
    parts.push(row);
  }
  if (group.name === "channels") parts.push(adding(all.channels.length, (value) => { change(["channels", all.channels.length], value, "value"); toast(t("settings.added")); }));
  const stray = make("p", "wrong-here");
  stray.dataset.path = "";
  $("group").replaceChildren(...parts, stray);
}

function headingOf({ path, section }) {
  if (path[0] === "teams") return `${all.teams.find(({ team }) => team === path[1])?.name ?? path[1]}${section && path.length > 3 ? `: ${section}` : ""}`;
  return path[0] === "channels" ? all.channels[path[1]] || `${path[1] + 1}` : section;
}

function removal(field) {
  return button(t("settings.channel_remove", { name: all.channels[field.path[1]] }), () => change(["channels", field.path[1]], undefined, "value"), "button");
}

const isChanged = ({ path }) => changes.has(keyOf(path));

function now(field) {
  const made = changes.get(keyOf(field.path));
  if (!made) return field.value;
  return made.removed ? (field.kind === "yaml" ? "" : field.default) : made.yaml ?? made.value;
}

// A team's hours as they are in the form, when its group is shown again.
function restored(team) {
  const made = (name) => changes.get(`teams.${team.team}.calendar.${name}`);
  const found = { ...team };
  if (made("special")) found.special = made("special").value ?? {};
  if (made("holidays")) found.holidays = made("holidays").value ?? "";
  if (made("week")) found.week = spread(made("week").value);
  return found;
}

function spread(week) {
  const names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const found = {};
  for (const [name, value] of Object.entries(week)) {
    const [first, last = first] = name.split("-");
    for (let day = names.indexOf(first); day <= names.indexOf(last); day += 1) found[names[day]] = value;
  }
  return found;
}

function change(path, value, as, field) {
  const name = keyOf(path);
  const same = field && JSON.stringify(value) === JSON.stringify(field.value);
  if (same) changes.delete(name);
  else changes.set(name, value === undefined ? { path, removed: true } : { path, [as]: value });
  document.querySelector(`.setting[data-path="${CSS.escape(name)}"]`)?.classList.toggle("changed", !same);
  if (value === undefined && field) draw();
  tray();
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
}

function tray() {
  $("tray").hidden = changes.size === 0;
  $("count").textContent = t("settings.changes", { n: changes.size });
}

const body = () => ({ version: all.version, changes: [...changes.values()] });

async function check() {
  if (!changes.size) return;
  const mine = asked += 1;
  try {
    const found = await call("/studio/settings/check", body());
    if (mine !== asked) return;
    mark(found.mistakes);
    $("state").textContent = found.mistakes.length ? t("settings.wrong", { n: found.mistakes.length }) : t("settings.fine");
    $("diff").textContent = found.diff;
    foresee(found);
  } catch (error) { if (mine === asked) stale(error); }
}

// What the hours would mean, where they are written.
function foresee(found) {
  for (const [name, days] of Object.entries(found.next)) {
    const node = document.querySelector(`.team[data-team="${CSS.escape(name)}"]`);
    if (!node) continue;
    node.querySelector(".days").replaceWith(drawn(days));
    node.querySelector(".lost")?.remove();
    if (found.late_count) node.append(make("div", "lost", make("p", "", t("settings.late", { n: found.late_count })), ...links(found.late)));
  }
}

const links = (late) => late.map((one) => make("p", "", Object.assign(make("a", "", `#${one.conversation_id}`), { href: `/console#/${one.conversation_id}` }), " ", when(one.due_at)));

// Each mistake at the field it is about, else at what holds that field, else at the end of the group.
function mark(mistakes) {
  const places = [...document.querySelectorAll("#group [data-path]")];
  for (const place of places) spot(place).textContent = "";
  for (const { path, detail } of mistakes) {
    const name = keyOf(path);
    const fits = places.filter(({ dataset }) => name === dataset.path || name.startsWith(`${dataset.path}.`) || dataset.path === "" || dataset.path.startsWith(`${name}.`));
    const best = fits.sort((one, other) => near(other, name) - near(one, name))[0];
    if (best) spot(best).textContent += `${spot(best).textContent ? " · " : ""}${best.dataset.path ? "" : `${name}: `}${detail}`;
  }
}

const spot = (place) => (place.matches(".wrong-here") ? place : place.querySelector(".wrong-here"));
const near = ({ dataset }, name) => (dataset.path === name ? 1000 : name.startsWith(dataset.path) && dataset.path ? dataset.path.length : dataset.path ? 1 : 0);

async function save() {
  if (!changes.size) return;
  clearTimeout(timer);
  asked += 1;
  try {
    const done = await call("/studio/settings", body());
    changes.clear();
    tray();
    toast(done.later.length ? t("settings.saved_later", { what: done.later.join(", ") }) : t("settings.saved"), { seconds: done.later.length ? 10 : 5 });
    await read();
  } catch (error) { stale(error); }
}

function stale(error) {
  if (!(error instanceof Refused) || error.problem.reason !== "changed") {
    if (error instanceof Refused && error.problem.errors) mark(error.problem.errors.map(({ path, detail }) => ({ path: path.split("."), detail })));
    toast(problemOf(error), { wrong: true });
    return;
  }
  if (document.querySelector("dialog.stale")) return;
  const dialog = make("dialog", "stale", Object.assign(make("h2", "", t("settings.stale")), { id: "stale-title" }),
    Object.assign(make("pre", "", error.problem.diff), { tabIndex: 0 }),
    make("div", "buttons", button(t("settings.stale_keep"), async () => { dialog.close(); await read(); await check(); }, "button main")));
  dialog.setAttribute("aria-labelledby", "stale-title");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

async function past() {
  const { items } = await call("/studio/settings/versions");
  $("versions").replaceChildren(...items.map((one, index) => {
    const act = index ? button(t("settings.go_back"), () => back(one.version), "button") : make("span", "soft", t("settings.now"));
    if (index) act.setAttribute("aria-label", `${t("settings.go_back")}: ${new Date(one.at).toLocaleString(lang)}`);
    return make("li", "", when(one.at), " · ", one.agent || t("settings.by_hand"), " ", act, one.diff ? Object.assign(make("pre", "", one.diff), { tabIndex: 0 }) : null);
  }));
}

async function back(to) {
  try {
    await call("/studio/settings/back", { version: all.version, to });
    changes.clear();
    tray();
    toast(t("settings.saved"));
    await read();
  } catch (error) { stale(error); }
}

$("save").addEventListener("click", save);
$("discard").addEventListener("click", () => { changes.clear(); tray(); draw(); mark(all.mistakes); });
$("history").addEventListener("toggle", () => { if ($("history").open) past(); });
window.addEventListener("hashchange", () => {
  if (!all) return; draw(); if (changes.size) check(); $("group").querySelector("h2").scrollIntoView({ block: "nearest" }); });
window.addEventListener("beforeunload", (event) => { if (changes.size) event.preventDefault(); });
key("Control+s", "settings.key_save", save, { writing: true });
await read().catch((error) => { $("problem").hidden = false; $("problem").textContent = problemOf(error); });
document.documentElement.dataset.ready = "true";
