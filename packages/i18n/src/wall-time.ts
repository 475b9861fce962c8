const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall of this zone says, as UTC would count it, in milliseconds: always whole minutes. */
function onTheWall(at: number, timeZone: string): number {
  const known = formats.get(timeZone);
  const numeric = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", hourCycle: "h23" } as const;
  const format = known ?? new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", { ...numeric, timeZone });
  if (known === undefined) formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** `2026-11-30T14:05`: what a clock in this zone says at a moment, as a field for date and time writes it. */
export const wallTime = (at: number, timeZone: string): string => new Date(onTheWall(at, timeZone)).toISOString().slice(0, 16);

/**
 * The moment at which a clock in this zone says so, in milliseconds; null for no date and time. Of an hour that comes twice the first; in one
 * that is left out, as if the clock had not been put forward yet.
 */
export function instantAt(wall: string, timeZone: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall)) return null;
  const wanted = Date.parse(`${wall}Z`);
  if (Number.isNaN(wanted)) return null;
  const day = 86_400_000;
  // A zone is put forward or back once in two days at most: its offset is the one before that, or the one after.
  const [before, after] = [wanted - day, wanted + day].map((near) => wanted - (onTheWall(near, timeZone) - near)) as [number, number];
  return [before, after].find((at) => onTheWall(at, timeZone) === wanted) ?? before;
}
