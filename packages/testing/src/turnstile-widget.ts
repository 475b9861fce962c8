/**
 * Turnstile's browser API as it is documented for explicit rendering: `ready`, `render`, `reset`, `remove`, `getResponse`,
 * `isExpired`, and the callbacks of `render`. As with the real one, what is solved is solved in a frame of its own origin.
 */
export const SCRIPT = `
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const widgets = new Map();
  addEventListener("message", ({ origin: from, source, data }) => {
    const widget = [...widgets.values()].find(({ frame }) => frame.contentWindow === source);
    if (from !== origin || widget === undefined) return;
    if (data.kind === "solved") {
      Object.assign(widget, { token: data.token, expired: false });
      widget.options.callback?.(data.token);
    }
    if (data.kind === "expired") {
      Object.assign(widget, { token: undefined, expired: true });
      widget.options["expired-callback"]?.();
    }
    if (data.kind === "error" && widget.options["error-callback"]?.(data.code) !== true) console.error("[Fake Turnstile] " + data.code);
  });
  function load(widget) {
    const asked = { sitekey: widget.options.sitekey, action: widget.options.action ?? "", hostname: location.hostname };
    widget.frame.src = origin + "/frame?" + new URLSearchParams(asked);
    Object.assign(widget, { token: undefined, expired: false });
  }
  globalThis.turnstile = {
    ready: (run) => run(),
    render(place, options) {
      const element = typeof place === "string" ? document.querySelector(place) : place;
      if (element === null || typeof options?.sitekey !== "string") throw new Error("[Fake Turnstile] nothing to render");
      if (!/^[a-z0-9_-]{0,32}$/i.test(options.action ?? "")) throw new Error("[Fake Turnstile] invalid action");
      const id = "fake-" + crypto.randomUUID();
      const frame = document.createElement("iframe");
      frame.title = "Turnstile (test)";
      frame.width = options.size === "flexible" ? "100%" : "300";
      frame.height = "65";
      frame.style.border = "0";
      element.append(frame);
      const widget = { frame, options };
      widgets.set(id, widget);
      load(widget);
      return id;
    },
    reset: (id) => load(widgets.get(id)),
    remove(id) {
      widgets.get(id)?.frame.remove();
      widgets.delete(id);
    },
    getResponse: (id) => widgets.get(id)?.token,
    isExpired: (id) => widgets.get(id)?.expired ?? false,
  };
})();
`;

/** What stands in the widget's frame. After its time ran out it can be solved again, as with `refresh-expired: auto`. */
export const FRAME = `<!doctype html>
<html lang="en">
<title>Turnstile (test)</title>
<body style="margin: 0; display: flex; gap: 4px; color-scheme: light dark">
<button id="solve" style="flex: 1; height: 65px">I am a person</button>
<button id="expire" style="height: 65px" hidden>Let the time run out</button>
<script>
  const asked = new URL(location.href).searchParams;
  const tell = (message) => parent.postMessage(message, "*");
  solve.onclick = async () => {
    const answer = await fetch("/solve", { method: "POST", body: asked }).catch(() => null);
    if (!answer?.ok) return tell({ kind: "error", code: answer?.status === 400 ? await answer.text() : "300030" });
    tell({ kind: "solved", token: await answer.text() });
    expire.hidden = false;
    solve.disabled = true;
  };
  expire.onclick = () => {
    tell({ kind: "expired" });
    expire.hidden = true;
    solve.disabled = false;
  };
</script>
`;
