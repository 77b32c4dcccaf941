// The web chat's page: words in the customer's language, the line to the server, the log, and the hand that writes.

import { Line, memory } from "./chat-line.js";
import { Log } from "./chat-log.js";

const $ = (id) => document.getElementById(id);
const setup = JSON.parse($("setup").textContent);
const [scroller, welcome, typing, field] = ["scroller", "welcome", "typing", "text"].map($);
const MAX_BYTES = 20 * 1024 * 1024;

let language = setup.language;
let wanted = ""; // on the page, and not yet taken up by the conversation: what it says meanwhile of its language is older
let state = { owner: "bot", agent: null, language: "" };
let earlier = null;
const messages = new Map(); // by id, as the server tells them
const sent = new Map(); // own ones the server has, by key, until it tells them back

// --- words -----------------------------------------------------------------------------------------------------------

const say = (name, values = {}) => setup.words[language][name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

function speak(code) {
  if (!setup.words[code] || code === language) return;
  language = code;
  memory.set("language", code);
  document.documentElement.lang = code;
  document.title = `${say("page")} · ${setup.shop}`;
  $("language").value = code;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = say(node.dataset.word);
  for (const node of document.querySelectorAll("[data-title]")) node.title = say(node.dataset.title);
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = say(node.dataset.placeholder);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
  for (const message of log.shown.keys()) log.draw(message);
  log.days();
  offer();
  showState();
}

function showState() {
  $("status").textContent = say(`status_${state.owner}`, { name: state.agent || say("person") });
}

// --- what is heard ---------------------------------------------------------------------------------------------------

let lost;
const line = new Line({
  language: () => language,
  changed(message) {
    if (message.pending === "sent") {
      sent.set(message.key, message);
      arrived();
    }
    show(message);
  },
  online(yes) {
    clearTimeout(lost);
    if (yes) $("offline").hidden = true;
    else lost = setTimeout(() => { $("offline").hidden = false; }, 2500);
  },
  event(name, data) {
    if (name === "message") receive(data);
    if (name === "typing" && data.ms) showTyping(data.ms);
    if (name === "typing" && data.ms === 0) hideTyping();
    if (name === "state") enter(data);
  },
}, setup);

function enter(next) {
  if (next.language === wanted) wanted = "";
  if (next.language && next.language !== state.language && !wanted) speak(next.language); // the conversation goes on in another
  state = next;
  if (state.owner === "agent") hideTyping();
  showState();
}

function arrived() { // the server has a message of this hand
  if (state.owner === "bot") showTyping(9000);
}

function receive(told, before = null) {
  const known = messages.get(told.id);
  const unsettled = told.key && line.outbox.find((message) => message.key === told.key);
  const own = unsettled || (told.key && sent.get(told.key));
  const message = Object.assign(known ?? own ?? {}, told, { pending: null });
  messages.set(told.id, message);
  if (own) { sent.delete(told.key); line.settle(own); }
  if (unsettled) arrived(); // the event was quicker than the reply
  if (told.author !== "customer" && !known) hideTyping();
  show(message, before);
}

// --- what is shown ---------------------------------------------------------------------------------------------------

const log = new Log($("log"), {
  say,
  language: () => language,
  press: (button) => press(button),
  retry: (message) => line.retry(message),
  drop(message) { line.settle(message); log.remove(message); offer(); field.focus(); },
  async source(message, file) {
    if (message.preview) return message.preview;
    if (!line.secret) return file.url;
    const answer = await line.ask(file.url);
    return (message.preview = URL.createObjectURL(await answer.blob()));
  },
});

function show(message, before = null) {
  const fresh = !log.shown.has(message);
  const stuck = stuckToEnd;
  const waiting = line.outbox.includes(message) ? null : line.outbox.map((own) => log.shown.get(own)).find(Boolean);
  log.draw(message, before ?? waiting ?? null); // own messages on their way stay below what has come
  welcome.hidden = true;
  offer();
  if (!fresh || before) return;
  if (stuck || message.author === "customer") toEnd();
  else $("newer").hidden = false;
}

function offer() {
  const { last } = log;
  log.offer(last && last.author !== "customer" ? last : null);
  if (stuckToEnd) toEnd();
}

let stuckToEnd = true;
const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
function toEnd() { scroller.scrollTop = scroller.scrollHeight; stuckToEnd = true; $("newer").hidden = true; }

let typingTimer;
function showTyping(ms) {
  const stuck = stuckToEnd;
  typing.hidden = false;
  clearTimeout(typingTimer);
  typingTimer = setTimeout(hideTyping, ms);
  if (stuck) toEnd();
}
function hideTyping() { clearTimeout(typingTimer); typing.hidden = true; }

// --- the hand --------------------------------------------------------------------------------------------------------

function press({ payload, title }) {
  line.send({ button: { payload, title } }, { text: title });
  scroller.focus({ preventScroll: true }); // the button goes away; the phone's keyboard stays down
}

function submit() {
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  memory.set("draft", "");
  fit();
  wanted = ""; // the language of what is written counts
  tellTyping();
  line.send({ text }, { text });
}

const TYPES = 3000; // ms between signs that the customer types
let typed = 0;
function tellTyping() { // people see it; a bot waits for the words themselves
  const typing = Boolean(field.value.trim());
  if (state.owner === "bot" || (typing ? Date.now() - typed < TYPES : typed === 0)) return;
  typed = typing ? Date.now() : 0;
  line.types(typing);
}

function attach(blob) {
  const more = { text: "", blob, preview: blob.type.startsWith("image/") ? URL.createObjectURL(blob) : null };
  if (blob.size > MAX_BYTES) Object.assign(more, { pending: "failed", reason: "too_large" });
  line.send({}, more);
}

function fit() { // where CSS cannot do it
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

$("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); field.focus(); });
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
field.addEventListener("input", () => { fit(); memory.set("draft", field.value); tellTyping(); });
field.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (files.length) event.preventDefault();
  files.forEach(attach);
});
$("file").addEventListener("change", (event) => { [...event.target.files].forEach(attach); event.target.value = ""; });
$("language").addEventListener("change", (event) => {
  speak(event.target.value);
  if (!messages.size) return;
  wanted = language;
  press({ payload: `lang:${language}`, title: say("name") });
});
welcome.addEventListener("click", (event) => {
  const { payload } = event.target.dataset;
  if (payload) press({ payload, title: event.target.textContent });
});
$("newer").addEventListener("click", () => { toEnd(); field.focus(); });
let before = { top: 0, height: 0 };
scroller.addEventListener("scroll", () => { // only a hand moves up: not what grows below, nor what shrinks
  const now = { top: scroller.scrollTop, height: scroller.scrollHeight };
  if (atEnd()) { stuckToEnd = true; $("newer").hidden = true; } else if (now.top < before.top - 4 && now.height >= before.height) stuckToEnd = false;
  before = now;
}, { passive: true });
new ResizeObserver(() => { if (stuckToEnd) toEnd(); }).observe($("log")); // pictures arrive late
new ResizeObserver(() => { if (stuckToEnd) toEnd(); }).observe(scroller); // a phone's keyboard opens

// --- what was said before --------------------------------------------------------------------------------------------

function goBack(cursor) {
  earlier = cursor;
  $("earlier").hidden = !cursor;
}

$("earlier").addEventListener("click", async () => {
  const answer = await line.read(earlier);
  if (!answer.ok) return;
  const page = await answer.json();
  const height = scroller.scrollHeight;
  const first = log.list.querySelector(".message");
  for (const message of page.items) if (!messages.has(message.id)) receive(message, first);
  goBack(page.earlier);
  scroller.scrollTop += scroller.scrollHeight - height;
});

async function begin() {
  const chosen = memory.get("language");
  if (!setup.asked && chosen) speak(chosen);
  const early = field.value; // on a slow network the hand is there before this script
  field.value = early || (memory.get("draft") ?? "");
  memory.set("draft", field.value);
  fit();
  for (const control of document.querySelectorAll(":disabled")) control.disabled = false; // nobody would have heard them until now
  if (early.endsWith("\n")) submit(); // that Enter was meant to send it
  await line.recall();
  if (line.known) await remember();
  line.outbox.forEach((message) => show(message));
  toEnd();
  line.start();
}

async function remember() {
  try {
    const answer = await line.read();
    if (answer.status === 401) return; // nobody has written from here yet
    if (answer.ok) {
      const page = await answer.json();
      enter(page.state);
      goBack(page.earlier);
      page.items.forEach((message) => receive(message));
    }
  } catch { /* no connection: listening tries again until there is one */ }
  line.listen();
}

begin();
