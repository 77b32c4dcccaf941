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
export const problemOf = (error) => (error instanceof Refused ? error.message : t("frame.no_connection"));

export async function call(path, body, method = body === undefined ? "GET" : "POST") {
  const options = body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const answer = await fetch(`/api/v1${path}`, options);
  if (answer.status === 401) { location.reload(); throw new Refused(401, {}); }
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
  return answer.status === 204 ? null : answer.json();
}

// One tab holds the stream and tells the others; when it goes, the next one takes over. A browser without locks (plain http on
// another host) gives each tab a stream of its own.
export function watch(heard, online) {
  const others = new BroadcastChannel("dezura");
  const tell = (event) => { heard(event); others.postMessage(event); };
  others.addEventListener("message", ({ data }) => heard(data));
  const hold = () => new Promise(() => { listen(tell, online); });
  if (navigator.locks) navigator.locks.request("dezura-events", hold);
  else hold();
}

function listen(tell, online) {
  const source = new EventSource("/api/v1/events");
  let lost;
  let before = false;
  source.addEventListener("hello", () => {
    clearTimeout(lost);
    online(true);
    if (before) tell({ kind: "reset" }); // what happened meanwhile is read again
    before = true;
  });
  source.addEventListener("conversation", ({ data }) => tell(JSON.parse(data)));
  source.addEventListener("reset", ({ data }) => tell(JSON.parse(data)));
  source.addEventListener("error", () => {
    clearTimeout(lost);
    lost = setTimeout(() => online(false), 2500);
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => call("/session").then(() => listen(tell, online), () => listen(tell, online)), 3000);
  });
}
