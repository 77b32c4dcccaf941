// A conversation as a row of the list: who, since when, what was last said, and who has it.

import { due, make, nameOf, when } from "./console-dom.js";
import { mark } from "./console-draft.js";
import { sums, titleOf } from "./console-decide.js";
import { mention } from "./console-mention.js";
import { t } from "./console-words.js";

export function card(item) {
  const link = item.approval ? decision(item) : item.mention ? mention(item) : conversation(item);
  link.href = `#/${item.conversation_id ?? item.id}`;
  link.dataset.id = item.conversation_id ?? item.id;
  if (!item.mention) mark(link);
  return link;
}

// What a flow asks of a person.
function decision(item) {
  return make("a", "card", make("strong", "", titleOf(item)), moment(item.due_at), make("span", "said", sums(item), item.summary));
}

function conversation(item) {
  const waits = item.owner === "queue" && item.due_at;
  const theirs = item.owner === "agent" && item.last?.author === "customer"; // the customer waits for us
  const name = make("strong", "", nameOf(item));
  const link = make("a", theirs ? "card unread" : "card", name, waits ? moment(item.due_at) : promised(item) ?? make("span", "when", when(item.changed_at)), said(item), holder(item));
  if (theirs) name.append(make("span", "unseen", `, ${t("list.unanswered")}`));
  return link;
}

// What somebody has promised in a conversation they hold is what it is looked at for.
function promised({ owner, promise }) {
  if (owner !== "agent" || !promise) return null;
  const node = moment(promise.due_at);
  if (promise.warned) { node.dataset.risk = " risk"; node.classList.add("risk"); }
  return node;
}

function moment(at) {
  const node = due(at);
  node.dataset.due = at;
  return node;
}

function said({ last, channel, language, tags = [] }) {
  const text = last?.text || (last?.file ? last.file.name || t("list.a_file") : "");
  const words = last?.author === "bot" ? t("list.said_bot", { text }) : last?.author === "agent" ? t("list.said_agent", { name: last.by ?? t("list.somebody"), text }) : text;
  return make("span", "said", make("span", "tag", [channel, language].filter(Boolean).join(" ")), ...tags.slice(0, 2).map(({ name, colour }) => make("span", `chip tag-${colour}`, name)), ` ${words}`);
}

function holder({ owner, agent, closed_at }) {
  const text = closed_at ? t("list.is_closed") : owner === "agent" ? agent?.name ?? t("list.outside") : owner === "bot" ? t("list.bot") : "";
  return text ? make("span", "who", text) : null;
}
