// All promises: what is due first, what is at risk, what was broken and kept, and what a person does about each.

import { call, problemOf, watch } from "./console-api.js";
import { $, button, due, make, nameOf, when } from "./console-dom.js";
import { dialogFor, moment } from "./console-promise.js";
import { toast } from "./console-toast.js";
import { named, t } from "./console-words.js";

const TOGETHER = 300; // ms; changes that come together are one reading
let tab = "open";
let next = null;
let reading = 0;

const query = () => new URLSearchParams({ tab, maker: $("maker").value, what: $("what").value });

async function show(name = tab) {
  tab = name;
  const mine = ++reading;
  for (const node of document.querySelectorAll("[data-tab]")) node.setAttribute("aria-pressed", String(node.dataset.tab === tab));
  $("csv").href = `/api/v1/promises/ledger.csv?${query()}`;
  const page = await call(`/promises/ledger?${query()}`);
  if (mine !== reading) return;
  for (const node of document.querySelectorAll("[data-count]")) node.textContent = page.counts[node.dataset.count] || "";
  kinds(page.whats);
  draw(page.items);
  $("empty").hidden = page.items.length > 0;
  $("empty").textContent = t(`vows.none_${tab}`);
  end(page);
}

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

async function more() {
  const page = await call(`/promises/ledger?${query()}&after=${encodeURIComponent(next)}`);
  $("rows").append(...page.items.map(row));
  end(page);
}

function end(page) {
  next = page.next;
  $("more").hidden = !next;
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
  const problem = Object.assign(make("p", "problem"), { hidden: true });
  problem.setAttribute("role", "alert");
  const node = make("li", item.at_risk ? "row risk" : "row", head, left, about, settled(item), problem, open ? acts(item, problem) : "");
  node.dataset.id = item.id;
  return node;
}

const settled = (item) => (item.settled_at ? make("div", "about", t("vows.settled_at", { when: when(item.settled_at).textContent })) : "");

function acts(item, problem) {
  const act = (name, title, does, main = "") => {
    const node = button(title, async () => {
      problem.hidden = true;
      try { await does(); } catch (error) {
        problem.hidden = false;
        problem.textContent = problemOf(error);
        if (error.status === 409) await show();
      }
    }, `button ${main}`);
    node.dataset.act = name;
    return node;
  };
  const keep = act("keep", t("vows.keep"), async () => {
    await call(`/promises/${item.id}/kept`, {});
    toast(t("vows.done_keep", { name: nameOf(item) }), { undo: async () => { await call(`/promises/${item.id}/reopen`, {}); await show(); } });
    await show();
  }, "main");
  const renew = item.renewal ? "" : act("renew", t("vows.renew"), () => anew(item));
  return make("div", "acts", keep, renew);
}

async function anew(item) {
  const { moments, say } = dialogFor({
    title: t("vows.renew_title"), about: t("vows.renew_about"), path: `/conversations/${item.conversation_id}/promises/picks`,
    fill: (chosen) => item.renew_say.replace("{due}", chosen.words),
    send: async (chosen, text) => {
      await call(`/promises/${item.id}/renew`, { due_at: chosen.due_at, say: text });
      toast(t("vows.done_renew", { name: nameOf(item) }));
      await show();
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

let timer = null;
for (const node of document.querySelectorAll("[data-tab]")) node.addEventListener("click", () => show(node.dataset.tab));
for (const node of [$("maker"), $("what")]) node.addEventListener("change", () => show());
$("more").addEventListener("click", more);
setInterval(() => { if (tab !== "kept" && !document.querySelector("dialog[open]")) show().catch(() => {}); }, 60000); // the time that is left
watch(() => { timer ??= setTimeout(() => { timer = null; show().catch(() => {}); }, TOGETHER); }, (online) => { $("offline").hidden = online; });
await Promise.all([show(), feeds()]);
