// A setting as what one writes in: without it each kind of setting would be a line of text.

import { button, make } from "./console-dom.js";
import { named, t } from "./console-words.js";

export const keyOf = (path) => path.join(".");
let count = 0;

// `field` as the server has it, `now` what is written in the form, `change(value)` when somebody writes; undefined takes it out.
export function control(field, now, change) {
  const id = `setting-${count += 1}`;
  const made = KINDS[field.kind](field, now, change, id);
  const several = field.kind === "choices";
  const called = several ? Object.assign(make("span", "called", field.label), { id: `${id}-name` }) : Object.assign(make("label", "", field.label), { htmlFor: id });
  if (several) { made.setAttribute("role", "group"); made.setAttribute("aria-labelledby", `${id}-name`); }
  const wrong = Object.assign(make("span", "wrong-here"), { id: `${id}-wrong` });
  const aimed = made.matches("input, select, textarea") ? made : made.querySelector("input");
  aimed?.setAttribute("aria-describedby", wrong.id);
  const control_ = make("div", "control", made, ...about(field, change), wrong);
  const row = make("div", "setting", called, control_);
  row.dataset.path = keyOf(field.path);
  return row;
}

function about(field, change) {
  const parts = [];
  if (field.remark) parts.push(make("span", "remark", field.remark));
  const usual = field.default === null ? (field.optional ? t("settings.nothing") : null) : shown(field.default);
  const line = make("span", "remark");
  if (usual !== null && !field.given && field.kind !== "secret") line.append(`${t("settings.default", { value: usual })} `);
  line.append(make("span", field.waits ? "badge waits" : "badge", t(field.waits ? "settings.waits" : field.at_once ? "settings.at_once" : "settings.later")));
  if (field.given && (field.default !== null || field.optional)) {
    const out = button(t("settings.back_default"), () => change(undefined), "quiet");
    out.setAttribute("aria-label", `${t("settings.back_default")}: ${field.label}`);
    line.append(" ", out);
  }
  parts.push(line);
  return parts;
}

const shown = (value) => {
  if (typeof value === "boolean") return value ? t("settings.yes").toLowerCase() : "–";
  if (Array.isArray(value)) return value.join(", ") || "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value) || "–";
};

function written(field, now, change, id, type = "text") {
  const input = Object.assign(make("input"), { type, id, value: now ?? "", autocomplete: "off", spellcheck: false });
  if (field.longest) input.maxLength = field.longest;
  input.addEventListener("input", () => change(input.value === "" && field.optional ? undefined : input.value));
  return input;
}

const KINDS = {
  text: written,
  clock: written,
  duration: written,
  amount: written,
  number(field, now, change, id) {
    const input = written(field, now, () => {}, id, "number");
    Object.assign(input, { min: field.low ?? "", max: field.high ?? "", step: field.whole ? 1 : "any" });
    input.addEventListener("input", () => change(input.value === "" ? undefined : Number(input.value)));
    return input;
  },
  secret(field, now, change, id) {
    const input = written({ ...field, optional: true }, now, change, id);
    input.placeholder = field.given && !field.value ? t("settings.secret_there") : t("settings.secret_hint");
    return input;
  },
  flag(field, now, change, id) {
    const box = Object.assign(make("input"), { type: "checkbox", id, checked: now === true });
    box.addEventListener("change", () => change(box.checked));
    return make("span", "checks", box);
  },
  choice(field, now, change, id) {
    const select = Object.assign(make("select"), { id });
    if (field.optional) select.append(new Option("–", ""));
    select.append(...field.choices.map((one) => new Option(choice(one), one, false, one === now)));
    select.value = now ?? "";
    select.addEventListener("change", () => change(select.value === "" ? undefined : field.choices.find((one) => String(one) === select.value)));
    return select;
  },
  choices(field, now, change) {
    const chosen = new Set(now ?? []);
    return make("span", "checks", ...field.choices.map((one) => {
      const box = Object.assign(make("input"), { type: "checkbox", checked: chosen.has(one) });
      box.addEventListener("change", () => {
        if (box.checked) chosen.add(one); else chosen.delete(one);
        change([...chosen]);
      });
      return make("label", "", box, choice(one));
    }));
  },
  lines(field, now, change, id) {
    const area = area_(id, (now ?? []).join("\n"));
    area.title = t("settings.lines_hint");
    const numbers = [...(field.default ?? []), ...(now ?? [])].every((one) => typeof one === "number") && (field.default ?? now ?? []).length > 0;
    area.addEventListener("input", () => {
      const lines = area.value.split("\n").map((line) => line.trim()).filter(Boolean);
      change(numbers && lines.every((line) => !Number.isNaN(Number(line))) ? lines.map(Number) : lines);
    });
    return area;
  },
  yaml(field, now, change, id) {
    const area = area_(id, now ?? "");
    area.addEventListener("input", () => change(area.value.trim() === "" ? undefined : area.value));
    return area;
  },
};

const choice = (one) => named("settings.choice_", one);

function area_(id, value) {
  return Object.assign(make("textarea"), { id, value, spellcheck: false, rows: Math.min(12, value.split("\n").length + 1) });
}
