/**
 * A text as itself inside a pattern. Prisma writes `contains`, `startsWith` and `endsWith` as LIKE and leaves `%` and `_` as
 * they are, so that one of them finds everybody.
 */
export function literally(text: string): string {
  return text.replaceAll(/[\\%_]/g, (mark) => `\\${mark}`);
}
