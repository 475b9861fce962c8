/**
 * Escapes a text for LIKE. Prisma turns `contains`, `startsWith` and `endsWith` into LIKE without escaping `%` and `_`, so that a single
 * `%` would match everything.
 */
export function literally(text: string): string {
  return text.replaceAll(/[\\%_]/g, (mark) => `\\${mark}`);
}
