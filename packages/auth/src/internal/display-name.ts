/** A name others may be shown: no control or direction characters, at most sixty letters, never empty. */
export function displayName(given: string, otherwise: string | undefined): string {
  const name = given
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
  return Array.from(name || otherwise || "Amanat")
    .slice(0, 60)
    .join("");
}
