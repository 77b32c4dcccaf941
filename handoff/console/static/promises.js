// All promises: what is due first, what is at risk, what was broken and kept, and what a person does about each.

import { call } from "./console-api.js";
import { $, due, make, nameOf, when } from "./console-dom.js";
import { dialogFor, moment } from "./console-promise.js";
import { toast } from "./console-toast.js";
import { named, t } from "./console-words.js";
import { Worklist, act, problemLine } from "./console-worklist.js";

const query = (tab) => new URLSearchParams({ tab, maker: $("maker").value, what: $("what").value });
const list = new Worklist({
  tab: "open", path: (tab) => `/promises/ledger?${query(tab)}`, row, nothing: (tab) => t(`vows.none_${tab}`), put: draw,
  read: ({ whats }) => { $("csv").href = `/api/v1/promises/ledger.csv?${query(list.tab)}`; kinds(whats); },
});

// What is looked at with the keyboard stays under it.
function draw(items) {
  const at = document.activeElement?.closest(".row")?.dataset.id;
  const act = document.activeElement?.dataset?.act;
  $("rows").replaceChildren(...items.map(row));
  if (at) document.querySelector(`.row[data-id="${at}"] [data-act="${act}"]`)?.focus();
}

function kinds(whats) {
  const known = new Set([...$("what").options].map((option) => option.value));
  $("what").append(...whats.filter((what) => !known.has(what)).map((what) => new Option(named("vows.what_", what), what)));
}

function row(item) {
  const open = item.state === "open";
  const who = Object.assign(make("a", "", make("strong", "", nameOf(item))), { href: `/console#/${item.conversation_id}` });
  who.dataset.act = "who";
  const left = open ? due(item.due_at) : make("span", "soft", moment(item.due_at));
  left.classList.add("left");
  const head = make("div", "", who, ` · ${named("vows.what_", item.what)}${item.about ? ` ${item.about}` : ""}`);
  const told = item.renewal ? make("span", "state", t("vows.is_renewal")) : "";
  const risk = item.at_risk ? make("span", "state late", t("vows.at_risk")) : "";
  const by = t("vows.by", { name: item.by ?? t("vows.bot") });
  const about = make("div", "about", `${moment(item.due_at)} · ${by} · ${item.channel} `, told, " ", risk);
  const node = make("li", item.at_risk ? "row risk" : "row", head, left, about, settled(item), problemLine(), open ? acts(item) : "");
  node.dataset.id = item.id;
  return node;
}

const settled = (item) => (item.settled_at ? make("div", "about", t("vows.settled_at", { when: when(item.settled_at).textContent })) : "");

function acts(item) {
  const called = (name, node) => { node.dataset.act = name; return node; };
  const moved = () => list.show();
  const keep = called("keep", act(t("vows.keep"), async () => {
    await call(`/promises/${item.id}/kept`, {});
    toast(t("vows.done_keep", { name: nameOf(item) }), { undo: async () => { await call(`/promises/${item.id}/reopen`, {}); await list.show(); } });
    await list.show();
  }, { main: "main", moved }));
  const renew = item.renewal ? "" : called("renew", act(t("vows.renew"), () => anew(item), { moved }));
  return make("div", "acts", keep, renew);
}

async function anew(item) {
  const { moments, say } = dialogFor({
    title: t("vows.renew_title"), about: t("vows.renew_about"), path: `/conversations/${item.conversation_id}/promises/picks`,
    fill: (chosen) => item.renew_say.replace("{due}", chosen.words),
    send: async (chosen, text) => {
      await call(`/promises/${item.id}/renew`, { due_at: chosen.due_at, say: text });
      toast(t("vows.done_renew", { name: nameOf(item) }));
      await list.show();
    },
  });
  say.required = true;
  await moments.open();
}

// A calendar that is not read any more promises moments at which nobody may work.
async function feeds() {
  const { feeds: all } = await call("/calendars");
  const silent = all.filter((feed) => feed.failure || !feed.read_at);
  $("feeds").replaceChildren(...silent.map((feed) => make("p", "warned", feed.read_at
    ? t("vows.feed_silent", { team: feed.team, when: moment(feed.read_at), why: feed.failure }) : t("vows.feed_never", { team: feed.team, why: feed.failure }))));
}

for (const node of [$("maker"), $("what")]) node.addEventListener("change", () => list.show());
setInterval(() => { if (list.tab !== "kept" && !document.querySelector("dialog[open]")) list.show().catch(() => {}); }, 60000); // the time that is left
list.follow();
await Promise.all([list.show(), feeds()]);
