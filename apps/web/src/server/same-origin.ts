/** Where to go afterwards: one of our own pages, or the start. Never throws; next-auth's own does. */
export function sameOriginOnly(url: string, baseUrl: string): string {
  if (!URL.canParse(url, baseUrl)) return baseUrl;
  const target = new URL(url, baseUrl);
  return target.origin === new URL(baseUrl).origin && target.username === "" && target.password === "" ? target.href : baseUrl;
}

/** The language of one of our own addresses, as its path begins: `/en`; empty when it names none. */
export function languagePath(url: string | null, baseUrl: string): string {
  if (url === null) return "";
  return /^\/[a-z]{2}(?=\/|$)/.exec(new URL(sameOriginOnly(url, baseUrl)).pathname)?.[0] ?? "";
}
