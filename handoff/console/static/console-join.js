// A supervisor beside the agent who answers: joins, leaves, and everybody who looks sees who is there.

import { call, problemOf } from "./console-api.js";
import { $, button, make } from "./console-dom.js";
import { key } from "./console-keys.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

let act = null;

// `talk` is the conversation on the screen, just read.
export function showJoin(talk) {
  const { shown, desk: { user } } = talk;
  const supervisor = user.role !== "agent";
  const held = shown.owner === "agent" && shown.agent && shown.agent.id !== user.id;
  act = supervisor && held ? () => step(talk) : null;
  draw("join-act", document.querySelector("#talk header .actions"), act ? button(t(talk.joined ? "join.part" : "join.join"), act, "button") : null);
  const others = shown.joined.filter(({ id }) => id !== user.id).map(({ name }) => name).join(", ");
  const said = [talk.joined && held ? t("join.you", { name: shown.agent.name }) : "", others ? t("join.others", { names: others }) : ""].filter(Boolean).join(" ");
  draw("join-said", $("banners"), said ? make("p", "banner", said) : null);
}

function draw(id, place, node) {
  $(id)?.remove();
  if (!node) return;
  node.id = id;
  place.append(node);
}

async function step(talk) {
  try {
    await call(`/conversations/${talk.id}/${talk.joined ? "part" : "join"}`, {});
  } catch (error) {
    toast(problemOf(error), { wrong: true });
  }
  await talk.read();
}

key("i", "join.key", () => act(), { when: () => act !== null });
