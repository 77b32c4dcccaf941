// Who the customer is, in which language and how to reach them, what they are worth, and their tags.

import { call, problemOf } from "./console-api.js";
import { $, make, nameOf, table, when } from "./console-dom.js";
import { part, section, sum } from "./console-part.js";
import { tagsOf } from "./console-tags.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

const SPOKEN = { lv: "Latviešu", uk: "Українська", ru: "Русский", pl: "Polski", en: "English" };

export function who(found, again) {
  const { person, value, block, tags, id, may_block: supervisor } = found;
  return [
    part("who", [person, value, block], () => section(t("customer.title"), barred(block), ...facts(found, again))),
    part("tags", [tags, supervisor], () => section(t("tags.of"), tagsOf(id, tags, supervisor, again))),
  ];
}

function barred({ blocked, by, at, reason }) {
  if (!blocked) return "";
  return make("p", "barred", t("pane.barred", { name: by ?? "" }), " ", when(at), reason ? make("span", "reason", reason) : "");
}

function facts({ id, person, value }, again) {
  const rows = table([
    [t("customer.language"), language(id, person, again)],
    [t("customer.channel"), person.channel], [t("customer.address"), /^[\w-]{16}$/.test(person.address) ? "" : person.address],
    [t("customer.email"), person.emails.join(", ")], [t("pane.phone"), person.phones.join(", ")],
    [t("customer.wrote"), person.last_wrote_at && when(person.last_wrote_at)], [t("pane.since"), when(person.first_seen_at)],
    [t("customer.reach"), person.reachable ? "" : t("customer.unreachable")],
    [t("pane.value"), value && value.orders ? t("pane.worth", { n: value.orders, paid: sum(value.paid) }) : ""],
  ]);
  return [make("p", "person", nameOf(person)), rows];
}

function language(id, person, again) {
  const select = make("select", "plain", ...Object.entries(SPOKEN).map(([code, name]) => Object.assign(new Option(name, code), { lang: code })));
  const known = person.language || person.locale;
  if (!(known in SPOKEN)) select.prepend(new Option(known || t("pane.unknown"), known));
  select.value = known;
  select.id = "spoken";
  select.setAttribute("aria-label", t("customer.language"));
  const set = async (code) => { await call(`/conversations/${id}/language`, { language: code }); await again(); };
  select.addEventListener("change", async () => {
    try {
      await set(select.value);
      toast(t("pane.language_set", { language: SPOKEN[select.value] }), { undo: known in SPOKEN ? () => set(known) : null });
    } catch (error) {
      select.value = known;
      toast(problemOf(error), { wrong: true });
    }
    $("spoken")?.focus();
  });
  return select;
}
