// What did not reach customers: why, how it goes on by itself, and what a person decides of each.

import { call } from "./console-api.js";
import { $, make, nameOf, when } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";
import { Worklist, act, problemLine } from "./console-worklist.js";

const list = new Worklist({ tab: "owed", path: (tab) => `/owed?state=${tab}`, row, nothing: (tab) => t(`owed.none_${tab}`), put: keep });

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

function row(item) {
  const who = Object.assign(make("a", "", make("strong", "", nameOf(item))), { href: `/console#/${item.conversation_id}` });
  const said = make("blockquote", "said", item.text || item.file);
  const about = make("div", "about", `${item.by ?? t("owed.bot")} · `, when(item.written_at), ` · ${item.channel} · ${goesOn(item)}`);
  const reason = item.reason ? make("div", "about late", item.reason) : "";
  const node = make("li", "row", who, make("span", "sum soft", when(item.since)), said, reason, about, problemLine(), acts(item));
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
    settle(item, t("owed.told"), () => ({ decision: "told" }), "main"), settle(item, t("owed.again"), () => ({ decision: "again" })),
    item.email ? "" : mail, settle(item, item.email ? t("owed.mail_now") : t("owed.mail_to"), letter), settle(item, t("owed.drop"), () => ({ decision: "drop" })));
}

function settle(item, title, body, main = "") {
  return act(title, async () => {
    await call(`/owed/${item.id}`, body());
    toast(t(`owed.done_${body().decision}`, { name: nameOf(item) }));
    document.activeElement.blur(); // the row may go
    await list.show();
  }, { main, moved: () => list.show() });
}

list.follow();
await list.show();
