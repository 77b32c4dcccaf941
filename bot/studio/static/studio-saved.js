// What looks at the server's draft waits here for the words that are typed but not saved yet: without it one would try out what stood before.

let save = () => Promise.resolve();

// Who has words to save, and how they are saved.
export function savedBy(work) { save = work; }

// Done once the server has what was typed, as far as it can be had.
export async function saved() { try { await save(); } catch { /* the editor's own line tells that there is no connection */ } }
