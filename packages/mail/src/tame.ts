/** A name is somebody else's text: no line breaks and no bidirectional overrides reach a mail or what a wallet signs. */
export function tame(name: string): string {
  return name.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, " ").trim();
}
