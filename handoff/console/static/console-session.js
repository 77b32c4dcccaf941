// Where somebody is signed in, as a list: for oneself, and for an administrator who looks after others.

import { button, make, when } from "./console-dom.js";
import { t } from "./console-words.js";

// `end(id)` ends one of them.
export function sessionList(sessions, end) {
  if (!sessions.length) return [make("li", "soft", t("people.no_sessions"))];
  return sessions.map((one) => {
    const device = one.device || t("account.unknown_device");
    const node = make("li", "session", make("div", "", make("strong", "", device), one.current ? make("span", "tag", t("account.this_one")) : "",
      make("p", "soft", `${one.address} · ${t("account.since")} `, when(one.created_at), ` · ${t("account.last_used")} `, when(one.seen_at))));
    if (!one.current) {
      const stop = button(t("account.end"), () => end(one.id), "button");
      stop.setAttribute("aria-label", t("account.end_one", { device }));
      node.append(stop);
    }
    return node;
  });
}
