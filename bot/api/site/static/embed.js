// On a shop's own site: <script src="https://chat.example/embed.js" defer></script> puts a button at the corner that opens the chat.
// `data-label` names the button, `data-lang` sets the language. Many browsers give a frame of another site no storage, so this page
// keeps the secret that brings a returning visitor back to the conversation, and gives it to nobody but the chat's own frame.

(() => {
  const script = document.currentScript;
  const chat = new URL(script.src).origin;
  const language = script.dataset.lang ?? "";
  const SECRET = "dezura.secret";
  const phone = matchMedia("(max-width: 30rem)");
  let frame = null;

  const style = (node, rules) => Object.assign(node.style, rules);
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = script.dataset.label ?? "Chat";
  button.setAttribute("aria-expanded", "false");
  style(button, {
    position: "fixed", insetInlineEnd: "1rem", insetBlockEnd: "1rem", zIndex: "2147483000", padding: ".8rem 1.3rem", border: "0",
    borderRadius: "1.6rem", background: "#0f6b62", color: "#fff", font: "600 1rem/1.2 system-ui, sans-serif", cursor: "pointer",
    boxShadow: "0 4px 18px rgb(0 0 0 / 25%)",
  });

  function place() {
    style(frame, {
      position: "fixed", zIndex: "2147483000", border: "0", colorScheme: "normal", background: "#fff", boxShadow: "0 8px 40px rgb(0 0 0 / 28%)",
      ...(phone.matches
        ? { inset: "0 0 4.2rem", width: "100%", height: "calc(100dvh - 4.2rem)", borderRadius: "0" }
        : { inset: "auto 1rem 4.6rem auto", width: "24rem", height: "min(40rem, calc(100dvh - 6rem))", borderRadius: "1rem" }),
    });
  }

  function open() {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = button.textContent;
      frame.src = `${chat}/chat${language && `?lang=${encodeURIComponent(language)}`}`;
      document.body.append(frame);
      phone.addEventListener("change", place);
    }
    place();
    show(true);
    frame.focus();
  }

  function show(yes) {
    frame.hidden = !yes;
    frame.style.display = yes ? "block" : "none";
    button.setAttribute("aria-expanded", String(yes));
  }

  button.addEventListener("click", () => (!frame || frame.hidden ? open() : show(false)));
  addEventListener("keydown", (event) => { if (event.key === "Escape" && frame && !frame.hidden) { show(false); button.focus(); } });
  addEventListener("message", (event) => {
    if (event.origin !== chat || event.source !== frame?.contentWindow) return;
    try {
      if (event.data?.dezura === "ready") event.source.postMessage({ dezura: "secret", secret: localStorage.getItem(SECRET) }, chat);
      if (event.data?.dezura === "secret") localStorage.setItem(SECRET, event.data.secret);
    } catch { /* this page keeps nothing either: the conversation lasts as long as the page */ }
  });
  document.body.append(button);
})();
