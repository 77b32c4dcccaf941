// Why the draft answered so: what was understood, the steps that were walked, where it stands and what is known.

import { button, make } from "./console-dom.js";
import { t } from "./console-words.js";

const percent = (share) => `${Math.round(share * 100)} %`;

export function folded(title, ...inside) {
  const box = make("details", "tryout-fold", make("summary", "", title));
  box.append(...inside);
  return box;
}

function step(one, show) {
  const name = `${one.flow} › ${one.step}`;
  return one.line ? button(name, () => show(one), "quiet tryout-step") : make("span", "tryout-step", name);
}

function row(list, title, ...inside) { list.append(make("dt", "", title), make("dd", "", ...inside)); }

// Null where nothing was understood and no step was walked.
export function why({ heard, walked, calls }, show) {
  if (!heard.length && !walked.length) return null;
  const list = make("dl", "tryout-why");
  for (const { intent, confidence, ranking, entities } of heard) {
    const [first, ...others] = ranking;
    row(list, t("tryout.intent"), `${intent ?? first?.name ?? "—"} ${percent(confidence)}${intent ? "" : ` (${t("tryout.unsure")})`}`);
    if (others.length) row(list, t("tryout.others"), others.map(({ name, confidence: share }) => `${name} ${percent(share)}`).join(", "));
    if (entities.length) row(list, t("tryout.entities"), entities.map(({ name, value }) => `${name} ${value}`).join(", "));
  }
  if (walked.length) {
    const steps = make("ol", "tryout-steps");
    for (const one of walked) steps.append(make("li", "", step(one, show)));
    row(list, t("tryout.walked"), steps);
  }
  if (calls.length) row(list, t("tryout.calls"), calls.join(", "));
  return folded(heard.length && heard[0].intent ? `${t("tryout.why")} · ${heard[0].intent} ${percent(heard[0].confidence)}` : t("tryout.why"), list);
}

// Where the conversation stands now.
export function described({ owner, stack, slots, context }, show) {
  const open = make("ul", "tryout-stack");
  for (const one of stack) {
    const how = one.parked ? t("tryout.parked") : one.waits ? t("tryout.waits") : "";
    open.append(make("li", "", step(one, show), how && make("span", "soft", ` ${how}`)));
  }
  const known = make("dl", "tryout-why");
  for (const { name, type, value } of slots) row(known, name, value, make("span", "soft", ` ${type}`));
  const parts = [folded(`${t("tryout.stack")} · ${t(`tryout.owner_${owner}`)}`, stack.length ? open : make("p", "soft", t("tryout.nothing")))];
  if (slots.length) parts.push(folded(t("tryout.slots"), known));
  if (context) parts.push(folded(t("tryout.context"), Object.assign(make("pre", "", context), { tabIndex: 0 })));
  return parts;
}
