// What a pane wears wherever it stands: it brings its own style sheet, once.

import { make } from "./console-dom.js";

export function wear(sheet) {
  const href = new URL(sheet, import.meta.url).href;
  if (![...document.styleSheets].some((one) => one.href === href)) document.head.append(Object.assign(make("link"), { rel: "stylesheet", href }));
}
