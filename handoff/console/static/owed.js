// What did not reach customers: why, how it goes on by itself, and what a person decides of each.

import { call, problemOf, watch } from "./console-api.js";
import { $, button, make, nameOf, when } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

const TOGETHER = 300; // ms; changes that come together are one reading
let tab = "owed";
let next = null;
let reading = 0;

async function show(name = tab) {
  tab = name;
  const mine = ++reading;
  for (const node of document.querySelectorAll("[data-tab]")) node.setAttribute("aria-pressed", String(node.dataset.tab === tab));
  const page = await call(`/owed?state=${tab}`);
  if (mine !== reading) return;
  keep(page.items);
  for (const node of document.querySelectorAll("[data-count]")) node.textContent = page.counts[node.dataset.count] || "";
  $("empty").hidden = page.items.length > 0;
  $("empty").textContent = t(`owed.none_${tab}`);
  end(page);
}

// A row in which somebody is just typing an address is not drawn away.
function keep(items) {
  const busy = document.activeElement?.closest(".row");
  const rows = items.map((item) => (busy?.dataset.id === String(item.id) ? busy : row(item)));
  if (busy && rows.includes(busy)) {
    for (const node of [...$("rows").children]) if (node !== busy) node.remove();
    const at = rows.indexOf(busy);
    busy.before(...rows.slice(0, at));
    busy.after(...rows.slice(at + 1));
  } else $("rows").replaceChildren(...rows);
}

async function more() {
  const page = await call(`/owed?state=${tab}&after=${encodeURIComponent(next)}`);
  $("rows").append(...page.items.map(row));
  end(page);
}

function end(page) {
  next = page.next;
  $("more").hidden = !next;
}

function row(item) {
  const who = Object.assign(make("a", "", make("strong", "", nameOf(item))), { href: `/console#/${item.conversation_id}` });
  const said = make("blockquote", "said", item.text || item.file);
  const about = make("div", "about", `${item.by ?? t("owed.bot")} · `, when(item.written_at), ` · ${item.channel} · ${goesOn(item)}`);
  const reason = item.reason ? make("div", "about late", item.reason) : "";
  const problem = make("p", "problem");
  problem.setAttribute("role", "alert");
  problem.hidden = true;
  const node = make("li", "row", who, make("span", "sum soft", when(item.since)), said, reason, about, problem, acts(item));
  node.dataset.id = item.id;
  return node;
}

function goesOn({ state, email }) {
  if (state !== "owed") return t(`owed.then_${state}`);
  return email ? t("owed.then_mail", { email }) : t("owed.then_later");
}

function acts(item) {
  const mail = Object.assign(make("input"), { type: "email", name: "email", placeholder: t("owed.address"), autocomplete: "off", maxLength: 254 });
  mail.setAttribute("aria-label", t("owed.address"));
  const letter = () => ({ decision: "email", email: mail.value.trim() });
  return make("div", "acts",
    act(item, t("owed.told"), () => ({ decision: "told" }), "main"), act(item, t("owed.again"), () => ({ decision: "again" })),
    item.email ? "" : mail, act(item, item.email ? t("owed.mail_now") : t("owed.mail_to"), letter), act(item, t("owed.drop"), () => ({ decision: "drop" })));
}

function act(item, title, body, main = "") {
  const node = button(title, async () => {
    const problem = node.closest(".row").querySelector(".problem");
    problem.hidden = true;
    try {
      await call(`/owed/${item.id}`, body());
      toast(t(`owed.done_${body().decision}`, { name: nameOf(item) }));
      node.blur();
      await show();
    } catch (error) {
      problem.hidden = false;
      problem.textContent = problemOf(error);
      if (error.status === 409) await show();
    }
  }, `button ${main}`);
  return node;
}

let timer = null;
for (const node of document.querySelectorAll("[data-tab]")) node.addEventListener("click", () => show(node.dataset.tab));
$("more").addEventListener("click", more);
watch(() => { timer ??= setTimeout(() => { timer = null; show().catch(() => {}); }, TOGETHER); }, (online) => { $("offline").hidden = online; });
await show();
