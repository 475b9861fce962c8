import { textFault } from "./text-faults.ts";

// Without the schema: a page that shows a link loads no zod.

/** Why a link is refused. */
export type UrlFault = "url" | "url_https" | "url_user" | "url_host";

/**
 * Why a text is no link that may be shown, or null. Only https; nothing before an `@`, which could hide the real host behind a known name; and
 * a public host name, not an address, a port or an internal name.
 */
export function urlFault(text: string): UrlFault | null {
  // Browsers drop these characters or read a backslash as a slash, so the shown link would not be the opened one.
  if (textFault(text, { lines: false }) !== null || /[\s\\]/.test(text)) return "url";
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return "url";
  if (url.protocol !== "https:") return "url_https";
  if (url.username !== "" || url.password !== "" || /^https:\/*[^/?#]*@/i.test(text)) return "url_user";
  if (!/^https:\/\/[^/]/i.test(text)) return "url";
  // A numeric address ends with a digit or a bracket; a public name has a dot and a last part of letters.
  return /\.(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})\.?$/i.test(url.hostname) ? null : "url_host";
}

/**
 * The host a link leads to, as a browser reads it, to show beside the link. A name before `@` is not the host, and look-alike letters are
 * written out (`xn--…`). Null for anything that is no link.
 */
export function hostOf(link: string): string | null {
  return URL.canParse(link) ? new URL(link).host : null;
}
