// What is promised in the conversation on the screen, with the time that is left; and a word to who has promised when it runs out.

import { call, problemOf } from "./console-api.js";
import { $, due, make, nameOf } from "./console-dom.js";
import { moment, promising } from "./console-promise.js";
import { toast } from "./console-toast.js";
import { named, t } from "./console-words.js";

const FURTHEST = 2 ** 31 - 1; // ms: what a browser's timer can wait
const timers = new Map();
let before = new Map();
let shown = null;

// What is told above and beside a conversation; the part to call with each reading of it.
export function vows(talk) {
  const button = promising(talk, remind);
  remind();
  setInterval(draw, 20000);
  return (conversation) => {
    button();
    answered(conversation, talk);
    shown = conversation;
    draw();
  };
}

function draw() {
  const open = (shown?.promises ?? []).filter((one) => one.state === "open");
  const standing = $("vows");
  if (!open.length) { standing?.remove(); return; }
  const node = standing ?? Object.assign(make("ul", "vows"), { id: "vows" });
  node.replaceChildren(...open.map(banner));
  if (!standing) $("banners").append(node);
}

function banner(one) {
  const words = t("vows.banner", { what: named("vows.what_", one.what), who: one.by ?? t("vows.bot"), due: moment(one.due_at) });
  return make("li", one.warned_at || new Date(one.due_at) < Date.now() ? "banner vow soon" : "banner vow", make("span", "", words), due(one.due_at));
}

// Who answers has kept what was promised; a thank-you was perhaps not yet that.
function answered({ id, promises }, talk) {
  if (shown?.id !== id) before = new Map();
  for (const one of promises) {
    const mine = one.by === talk.desk.user.name && one.what === "reply";
    if (mine && one.state === "kept" && before.get(one.id) === "open" && new Date(one.due_at) > Date.now()) {
      toast(t("vows.kept_by_answer"), { undo: async () => { await call(`/promises/${one.id}/reopen`, {}); toast(t("vows.not_yet")); await talk.read(); } });
    }
    before.set(one.id, one.state);
  }
}

// At three quarters of the time; what is warned of is known to the page beforehand, so nobody asks the server again and again.
async function remind() {
  try {
    const { items } = await call("/promises/ledger?maker=me&limit=100");
    for (const one of items) {
      const left = new Date(one.warn_at) - Date.now();
      if (timers.has(one.id) || left > FURTHEST) continue;
      timers.set(one.id, setTimeout(() => warn(one.id), Math.max(left, 0)));
    }
  } catch (error) { toast(problemOf(error), { wrong: true }); }
}

async function warn(id) {
  const { items } = await call("/promises/ledger?maker=me&limit=100");
  const one = items.find((item) => item.id === id);
  if (one) toast(t("vows.soon", { name: nameOf(one), left: due(one.due_at).textContent }), { seconds: 20 });
}
