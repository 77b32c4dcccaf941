// To whom a conversation may be handed: teams, and people by whether they are here, with how busy they are said before.

import { call } from "./console-api.js";
import { $, make } from "./console-dom.js";
import { t } from "./console-words.js";

const STATES = ["here", "away", "off"];

export async function whom({ teams, agents }) {
  const { items } = await call("/presence").catch(() => ({ items: agents }));
  const people = new Map(items.map((one) => [`agent:${one.id}`, one]));
  const groups = STATES.map((state) => group(t(`presence.${state}`), items.filter((one) => one.presence === state).map(({ id, name }) => new Option(name, `agent:${id}`))));
  $("whom").replaceChildren(...teams.map(({ id, name }) => new Option(t("talk.team", { name }), `team:${id}`)), ...groups.filter(Boolean));
  $("whom").onchange = () => say(people.get($("whom").value));
  say(people.get($("whom").value));
  $("handing").returnValue = "";
  $("handing").showModal();
  return new Promise((resolve) => {
    $("handing").addEventListener("close", () => {
      const [kind, id] = $("whom").value.split(/:(.*)/);
      resolve($("handing").returnValue ? (kind === "team" ? { team: id } : { agent_id: Number(id) }) : null);
    }, { once: true });
  });
}

function group(label, options) {
  if (!options.length) return null;
  const node = make("optgroup", "", ...options);
  node.label = label;
  return node;
}

function say(one) {
  const node = $("whom-said");
  node.textContent = "";
  if (!one) return;
  const { load: n, capacity: most } = one;
  const words = [t(`presence.said_${one.presence}`), t("presence.busy", { n, most })];
  if (one.presence === "here" && n >= most) words.push(t("presence.full"));
  node.textContent = words.join(" ");
  node.classList.toggle("wrong", one.presence !== "here" || n >= most);
}
