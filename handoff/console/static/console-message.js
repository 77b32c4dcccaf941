// One message as it stands in the conversation: who said it, what, and how it went; what one may do with it.

import { button, hour, linked, make } from "./console-dom.js";
import { sentence } from "./console-facts.js";
import { enclosed } from "./console-files.js";
import { holding } from "./console-hold.js";
import { teach } from "./console-lesson.js";
import { reasonOf } from "./console-reason.js";
import { explain } from "./console-why.js";
import { t } from "./console-words.js";

const UNSENT = new Set(["dropped", "failed", "owed"]);
const SIGNS = { queued: "◷", sent: "✓", seen: "✓✓", failed: "✕", unknown: "?", owed: "↷", dropped: "✕" };
const OURS = new Set(["bot", "agent"]);

// `about` has the people by id (`names`, `teams`), the turns that explain it and the conversation's id; `first` where somebody else
// spoke before, so that a run of messages names its author once.
export function draw(message, about, first) {
  const node = make("li", `message ${message.author}${UNSENT.has(message.sending) ? " unsent" : ""}${first ? " first" : ""}`);
  node.dataset.id = message.id;
  if (message.author === "system") node.append(make("span", "", sentence(message, about), " · ", hour(message.at)));
  else node.append(make("span", first ? "author" : "author unseen", author(message)), bubble(message), options(message) ?? "", foot(message, about));
  return node;
}

// By word and sign, so that nobody needs the colour to tell them apart.
function author({ author: who, by }) {
  switch (who) {
    case "bot": return `⚙ ${t("talk.by_bot")}`;
    case "agent": return `● ${by === "outside" ? t("talk.by_outside") : by}`;
    case "note": return `✎ ${t("talk.note_by", { name: by })}`;
    default: return t("talk.by_customer");
  }
}

function bubble(message) {
  return make("div", "bubble", message.file ? enclosed(message.file) : null, message.text ? make("span", "words", ...linked(message.text)) : null);
}

function options({ buttons }) {
  return buttons.length ? make("div", "options", ...buttons.map(({ title }) => make("span", "tag", title))) : null;
}

function foot(message, about) {
  const turn = ["bot", "customer"].includes(message.author) ? about.turns[message.turn] : null;
  const learnable = message.author === "customer" && message.text && message.id.startsWith("i");
  return make("div", "foot", hour(message.at), OURS.has(message.author) && !message.leaves_at ? sending(message) : null, message.edited ? make("span", "", t("talk.edited")) : null, holding(message),
    turn ? why(turn, message, about) : null, learnable ? button(t("lesson.teach"), () => teach(about.id, message), "quietly") : null);
}

function sending({ sending: state, reason }) {
  const text = `${SIGNS[state]} ${t(`state.${state}`)}`;
  const told = reason && (UNSENT.has(state) || state === "unknown") ? reasonOf(reason) : "";
  return make("span", UNSENT.has(state) || state === "unknown" ? "wrong" : "state", told ? `${text}: ${told}` : text);
}

function why(turn, message, about) {
  const node = button(t("why.why"), () => {
    const line = node.closest("li");
    const shown = line.querySelector(".why");
    if (shown) shown.remove(); else line.append(explain(turn, about.took(message.turn)));
    node.setAttribute("aria-expanded", String(!shown));
  }, "quietly asks-why");
  node.setAttribute("aria-expanded", "false");
  return node;
}
