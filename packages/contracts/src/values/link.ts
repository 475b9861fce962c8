import { textFault } from "./text-faults.ts";

// Apart from the schema: a page that shows a link loads no zod.

/** Why a link is refused. */
export type UrlFault = "url" | "url_https" | "url_user" | "url_host";

/**
 * Why a text is no link that people may be shown, or null. Only https; nothing before an `@`, where a known name would hide
 * the real host; a host with a name of its own, not an address, a port's machine or an internal word.
 */
export function urlFault(text: string): UrlFault | null {
  // A browser drops such characters or reads a backslash as a slash: what is shown would not be what is opened.
  if (textFault(text, { lines: false }) !== null || /[\s\\]/.test(text)) return "url";
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return "url";
  if (url.protocol !== "https:") return "url_https";
  if (url.username !== "" || url.password !== "" || /^https:\/*[^/?#]*@/i.test(text)) return "url_user";
  if (!/^https:\/\/[^/]/i.test(text)) return "url";
  // An address in numbers ends with a digit or a bracket; a name on the internet has a dot and a last part of letters.
  return /\.(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})\.?$/i.test(url.hostname) ? null : "url_host";
}

/**
 * The host a link leads to, as a browser understands it, so that a page can show it beside: a name before `@` is none, and letters
 * that only look like known ones are written out (`xn--…`). Null for what is no link.
 */
export function hostOf(link: string): string | null {
  return URL.canParse(link) ? new URL(link).host : null;
}
