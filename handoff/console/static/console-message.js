// One message as it stands in the conversation: who said it, what, and how it went.

import { button, linked, make, when } from "./console-dom.js";
import { holding } from "./console-hold.js";
import { sentence } from "./console-facts.js";
import { explain } from "./console-why.js";
import { t } from "./console-words.js";

const UNSENT = new Set(["dropped", "failed", "owed"]);
const SAID = new Set(["queued", "seen"]); // "sent" goes without saying

// `desk` knows the people; `turns` explain what the bot said.
export function draw(message, desk, turns) {
  const node = make("li", `message ${message.author}${UNSENT.has(message.sending) ? " unsent" : ""}`);
  if (message.author === "system") node.append(make("span", "", sentence(message, desk), " · ", when(message.at)));
  else node.append(bubble(message), options(message) ?? "", foot(message, turns));
  return node;
}

function bubble(message) {
  const node = make("div", "bubble", ...linked(message.text));
  const { file } = message;
  if (file?.url && (file.mime.startsWith("image/") || file.type === "photo")) node.prepend(Object.assign(make("img"), { src: file.url, alt: file.name || t("talk.photo"), loading: "lazy" }));
  else if (file?.url) node.prepend(Object.assign(make("a", "", `📎 ${file.name}`), { href: file.url, download: file.name }));
  else if (file) node.prepend(`📎 ${t("talk.not_kept", { name: file.name || file.type })}`);
  return node;
}

function options({ buttons }) {
  return buttons.length ? make("div", "options", ...buttons.map(({ title }) => make("span", "tag", title))) : null;
}

function foot(message, turns) {
  const by = message.by === "outside" ? t("talk.by_outside") : message.by;
  const who = { customer: "", bot: t("talk.by_bot"), agent: by, note: t("talk.note_by", { name: message.by }) }[message.author];
  const state = SAID.has(message.sending) && !message.leaves_at ? t(`state.${message.sending}`) : "";
  const turn = ["bot", "customer"].includes(message.author) && turns[message.turn];
  return make("div", "foot", who, when(message.at), state, message.edited ? t("talk.edited") : "", wrong(message), holding(message), turn ? why(turn) : null);
}

function wrong({ sending, reason }) {
  if (!UNSENT.has(sending) && sending !== "unknown") return null;
  return make("span", "wrong", `${t(`state.${sending}`)}${reason ? `: ${reason}` : ""}`);
}

function why(turn) {
  const node = button(t("why.why"), () => {
    const line = node.closest("li");
    const shown = line.querySelector(".why");
    if (shown) shown.remove(); else line.append(explain(turn));
    node.setAttribute("aria-expanded", String(!shown));
  });
  node.setAttribute("aria-expanded", "false");
  return node;
}
