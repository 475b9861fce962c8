/** A destination on our own pages, or the start page. Never throws, unlike next-auth's own check. */
export function sameOriginOnly(url: string, baseUrl: string): string {
  if (!URL.canParse(url, baseUrl)) return baseUrl;
  const target = new URL(url, baseUrl);
  return target.origin === new URL(baseUrl).origin && target.username === "" && target.password === "" ? target.href : baseUrl;
}

/** The locale prefix of one of our own addresses, such as `/en`; empty when it has none. */
export function languagePath(url: string | null, baseUrl: string): string {
  if (url === null) return "";
  return /^\/[a-z]{2}(?=\/|$)/.exec(new URL(sameOriginOnly(url, baseUrl)).pathname)?.[0] ?? "";
}
