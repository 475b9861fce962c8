/**
 * Next names a page's scripts as `async`. One that is there before the style sheets and fonts are, as it is from a cache or a near server,
 * would run before anything is painted, and a phone is busy with it for half a second; one that is not takes their share of a
 * slow line. So the document only says which they are, and a few lines of its own fetch them once something was painted.
 */

const ADDRESS = String.raw`src="(/_next/static/chunks/[^"&<>\s]+\.js)"`;
const NONCE = String.raw`nonce="([\w+/=]+)"`;
/** Of the head. */
const EARLY = `<script ${ADDRESS} async="" ${NONCE}></script>`;
/** The one that ends the shell: React writes it the other way round. What comes after it is streamed, and may find the others running. */
const LAST = `<script ${ADDRESS} ${NONCE} async=""></script>`;
const ANY = new RegExp(`${EARLY}|${LAST}`, "g");
/** Of a document that the server could not draw, such as of a page that does not exist: its scripts do, and nothing is painted before. */
const UNDRAWN = '<html id="__next_error__"';
const OPENING = "<script src=";
const CLOSING = "</script>";

/** A page that paints nothing (a hidden one, or a browser that does not say) starts at once; one that is very late, then. */
const PATIENCE_MS = 10_000;

/** Runs in the page. */
const STARTER = `(sources => {
  const { nonce } = document.currentScript;
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    for (const src of sources) document.head.append(Object.assign(document.createElement("script"), { nonce, async: true, src }));
  };
  if (document.visibilityState === "hidden" || !globalThis.PerformanceObserver?.supportedEntryTypes?.includes("paint")) return begin();
  new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").length > 0 && begin()).observe({ type: "paint", buffered: true });
  addEventListener("visibilitychange", begin, { once: true });
  setTimeout(begin, ${PATIENCE_MS});
})`;

export type Scripts = {
  /** The next bytes of the page, as they are sent. */
  take(bytes: Uint8Array): Uint8Array;
  /** What was held back, at the end. */
  rest(): Uint8Array;
};

export function scriptsAfterPaint(): Scripts {
  const sources: string[] = [];
  let nonce = "";
  let held = "";
  let over = false;

  const starter = (): string => {
    over = true;
    return `<script nonce="${nonce}">${STARTER}(${JSON.stringify(sources)})</script>`;
  };
  const changed = (text: string): string =>
    text.replaceAll(ANY, (tag, ...found: (string | undefined)[]) => {
      const [first, itsNonce, last = "", lastNonce = ""] = found;
      if (over) return tag;
      const src = first ?? last;
      sources.push(src);
      nonce = itsNonce ?? lastNonce;
      return first === undefined ? starter() : "";
    });

  return {
    take(bytes) {
      if (over) return bytes;
      // One character a byte, whatever they mean.
      const text = held + Buffer.from(bytes).toString("latin1");
      over = sources.length === 0 && text.includes(UNDRAWN);
      const whole = text.length - unfinished(text);
      held = text.slice(whole);
      const sent = changed(text.slice(0, whole));
      const all = over ? sent + held : sent;
      if (over) held = "";
      return Buffer.from(all, "latin1");
    },
    rest() {
      const left = over || sources.length === 0 ? held : held + starter();
      held = "";
      return Buffer.from(left, "latin1");
    },
  };
}

/** Length of a tag at the end of which the rest is still to come. */
function unfinished(text: string): number {
  const open = text.lastIndexOf(OPENING);
  if (open >= 0 && !text.includes(CLOSING, open)) return text.length - open;
  const start = text.lastIndexOf("<");
  return start >= 0 && OPENING.startsWith(text.slice(start)) ? text.length - start : 0;
}
