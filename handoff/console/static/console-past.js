// Other conversations with the same person, those that may be, and the word of an agent that makes them one or parts them.

import { call, problemOf, Refused } from "./console-api.js";
import { ask } from "./console-ask.js";
import { button, make, nameOf, when } from "./console-dom.js";
import { listed, part } from "./console-part.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

export function past(found, again) {
  const { id, past: others, likely } = found;
  return [
    likely.length ? part("likely", likely, () => listed(t("pane.likely"), likely, (one) => maybe(id, one, again))) : null,
    others.length ? part("past", others, () => listed(t("pane.past"), others, (one) => kin(id, one, again))) : null,
    part("join", id, () => button(t("pane.join"), () => join(id, again), "link")),
  ];
}

async function say(id, other, says, again) {
  await call(`/conversations/${id}/same`, { other, says });
  await again();
}

// Says it, with a way back to what stood before.
async function tell(id, other, says, before, again) {
  try {
    await say(id, other, says, again);
    toast(t(`pane.said_${says}`), { undo: () => say(id, other, before, again) });
  } catch (error) { toast(problemOf(error), { wrong: true }); }
}

function head(one) {
  const link = Object.assign(make("a", "", nameOf(one)), { href: `#/${one.id}` });
  return make("div", "line", make("span", "", link, " ", make("span", "tag", one.channel)), when(one.changed_at));
}

function maybe(id, one, again) {
  const signs = one.signs.map((sign) => t(`pane.sign_${sign}`)).join(", ");
  return [
    head(one), make("div", "soft", signs),
    make("div", "choices", button(t("pane.same"), () => tell(id, one.id, "same", "nothing", again), "button small"), button(t("pane.different"), () => tell(id, one.id, "different", "nothing", again), "button small")),
  ];
}

function kin(id, one, again) {
  const apart = one.said ? button(t("pane.part"), () => tell(id, one.id, "nothing", "same", again), "link") : "";
  return [head(one), one.last ? make("div", "clip soft", one.last) : "", apart];
}

// Somebody who is not suggested: found by their words.
async function join(id, again) {
  let people = [];
  const done = await ask({
    title: t("pane.join_title"), text: t("pane.join_text"), confirm: t("pane.join_find"),
    fields: [{ name: "q", label: t("pane.join_who"), required: true }],
    act: async ({ q }) => {
      const found = await call(`/search?${new URLSearchParams({ q, what: "people" })}`);
      people = found.people.items.filter((one) => one.id !== id);
      if (!people.length) throw new Refused(404, { detail: t("found.nothing") });
    },
  });
  if (!done) return;
  const picked = await ask({
    title: t("pane.join_title"), text: t("pane.join_note"), confirm: t("pane.same"),
    fields: [{ name: "other", label: t("pane.join_which"), kind: "select", options: people.map((one) => [one.id, `${nameOf(one)} · ${one.channel} ${one.address}`]) }],
    act: ({ other }) => say(id, Number(other), "same", again).then(() => Number(other)),
  });
  if (picked) toast(t("pane.said_same"), { undo: () => say(id, picked, "nothing", again) });
}
