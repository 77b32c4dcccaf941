// The words of the console in the agent's language, from the page's own block; a plural is chosen by `n`.

const words = JSON.parse(document.getElementById("words").textContent);
export const lang = document.documentElement.lang;
const plural = new Intl.PluralRules(lang);

export function t(key, values = {}) {
  const found = words[key];
  if (found === undefined) throw new Error(`There is no word ${key}.`);
  const text = typeof found === "string" ? found : found[plural.select(values.n)];
  return text.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// Where a word stands among all: keys of one thing are shown together.
export const rank = (key) => Object.keys(words).indexOf(key);

export const known = (key) => key in words;

// What the program calls `part_paid` in the agent's language; a name that no file of words knows is shown readably.
export function named(prefix, code) {
  const key = `${prefix}${code}`;
  return key in words ? t(key) : String(code).replaceAll("_", " ");
}
