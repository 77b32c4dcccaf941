// The console's way to the server: one helper for calls, one stream of events for all tabs of this browser.

import { t } from "./console-words.js";

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `The server answered ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

// What went wrong, to be read by a person.
export function problemOf(error) {
  if (!(error instanceof Refused)) return t("frame.no_connection");
  const { owner, agent_id: agent } = error.problem;
  if (error.status !== 409 || !owner) return error.message;
  return t(`talk.now_${owner}`, { name: names.get(agent) ?? t("facts.somebody") });
}

export const names = new Map(); // of the people at the desk, by id, once they are known

// A page that is left breaks its calls off: that is no lost connection, and nobody is there to be told.
let left = false;
window.addEventListener("pagehide", () => { left = true; });
window.addEventListener("pageshow", () => { left = false; });

export async function call(path, body, method = body === undefined ? "GET" : "POST") {
  const options = body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const answer = await fetch(`/api/v1${path}`, options).catch((error) => {
    if (left) return new Promise(() => {});
    throw error;
  });
  if (answer.status === 401) { location.reload(); throw new Refused(401, {}); }
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
  return answer.status === 204 ? null : answer.json();
}

// What a page cannot begin without: asked for until the server answers, and told meanwhile.
export async function patient(path, tell) {
  for (;;) {
    try { return await call(path); } catch (error) {
      if (error instanceof Refused) throw error;
      tell();
      await new Promise((done) => { setTimeout(done, AGAIN); });
    }
  }
}

// One tab holds the stream and tells the others; when it goes, the next one takes over. A browser without locks (plain http on
// another host) gives each tab a stream of its own. `heard(event, first)`: `first` in the tab that speaks for all;
// `online(whether)` hears of the connection at once.
export function watch(heard, online) {
  const others = new BroadcastChannel("dezura");
  const tell = (event) => { heard(event, true); others.postMessage(event); };
  const link = (whether) => { online(whether); others.postMessage({ kind: "link", online: whether }); };
  others.addEventListener("message", ({ data }) => (data.kind === "link" ? online(data.online) : heard(data, false)));
  window.addEventListener("offline", () => online(false));
  const hold = () => new Promise(() => { listen(tell, link); });
  if (navigator.locks) navigator.locks.request("dezura-events", hold);
  else hold();
}

const PATIENCE = 1000; // ms a broken connection may mend itself before it is told
const AGAIN = 2000; // ms until the next try

function listen(tell, link, before = false) {
  const source = new EventSource("/api/v1/events");
  let lost;
  let known = before;
  const again = () => { source.close(); listen(tell, link, known); };
  source.addEventListener("hello", () => {
    clearTimeout(lost);
    lost = null;
    link(true);
    if (known) tell({ kind: "reset" }); // what happened meanwhile is read again
    known = true;
  });
  for (const kind of ["conversation", "reset", "counts", "looking", "draft", "mention", "presence", "file"]) source.addEventListener(kind, ({ data }) => tell(JSON.parse(data)));
  source.addEventListener("error", () => {
    lost ??= setTimeout(() => link(false), PATIENCE);
    if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    setTimeout(() => call("/session").then(again, again), AGAIN); // or we have been signed out
  });
  window.addEventListener("offline", () => link(false));
  window.addEventListener("online", again, { once: true });
}
