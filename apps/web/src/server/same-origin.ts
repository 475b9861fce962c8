/** Where to go afterwards: one of our own pages, or the start. Never throws; next-auth's own does. */
export function sameOriginOnly(url: string, baseUrl: string): string {
  if (!URL.canParse(url, baseUrl)) return baseUrl;
  const target = new URL(url, baseUrl);
  return target.origin === new URL(baseUrl).origin && target.username === "" && target.password === "" ? target.href : baseUrl;
}
