import type { Unsent } from "./outbox.ts";

/** What the rows need of a message. */
type Shown = { seq: number; clientId: string; kind: string; by: string | null; mine: boolean; at: string };

/**
 * One row of the list. Its key is for ever: a text that waits and the message it becomes are one row, so that nothing jumps or is drawn
 * anew when the server has taken it.
 */
export type Row<Message> =
  | { kind: "day"; key: string; at: string }
  | { kind: "unread"; key: string }
  | { kind: "system"; key: string; message: Message }
  | { kind: "message"; key: string; message: Message; opens: boolean; closes: boolean }
  | { kind: "unsent"; key: string; unsent: Unsent };

/** The id is its writer's own choice: another may choose the same. */
const keyOf = ({ clientId, by, mine }: Shown): string => (mine ? clientId : `${by ?? "system"} ${clientId}`);

/** Messages of one writer nearer together than this stand close. */
const TOGETHER_MS = 5 * 60_000;

function isTogether(one: Shown | undefined, other: Shown | undefined): boolean {
  if (one === undefined || other === undefined || one.kind !== "message" || other.kind !== "message") return false;
  return one.by === other.by && Math.abs(Date.parse(other.at) - Date.parse(one.at)) < TOGETHER_MS;
}

type Around = {
  /** The day of an instant, where its reader lives. */
  dayOf: (instant: string) => string;
  /** The last message that was read when the conversation was opened; null where nothing was unread then. */
  readTo: number | null;
  atStart: boolean;
};

/** The rows of a stretch and of what waits behind it. */
export function rowsOf<Message extends Shown>(
  messages: readonly Message[],
  unsent: readonly Unsent[],
  { dayOf, readTo, atStart }: Around,
): Row<Message>[] {
  const rows: Row<Message>[] = [];
  const taken = new Set<string>();
  let day = "";
  let divided = readTo === null || (!atStart && (messages[0]?.seq ?? 0) > readTo);
  const openDay = (at: string, first: boolean) => {
    const next = dayOf(at);
    if (next === day) return false;
    day = next;
    // Of a part that goes on upwards nobody knows where its first day began. A row that stayed on top would be what the list holds on to.
    if (!first || atStart) rows.push({ kind: "day", key: `day ${next}`, at });
    return true;
  };
  messages.forEach((message, index) => {
    if (message.mine) taken.add(message.clientId);
    const [before, after] = [messages[index - 1], messages[index + 1]];
    const opensDay = openDay(message.at, index === 0);
    if (!divided && readTo !== null && message.seq > readTo && !message.mine) {
      divided = true;
      rows.push({ kind: "unread", key: "unread" });
    }
    const key = keyOf(message);
    if (message.kind === "system") rows.push({ kind: "system", key, message });
    else rows.push({ kind: "message", key, message, opens: opensDay || !isTogether(before, message), closes: !isTogether(message, after) });
  });
  // A device whose clock is behind opens no day that is over.
  const lastAt = messages.at(-1)?.at ?? "";
  for (const one of unsent) {
    if (taken.has(one.clientId)) continue;
    openDay(one.at > lastAt ? one.at : lastAt, false);
    rows.push({ kind: "unsent", key: one.clientId, unsent: one });
  }
  return rows;
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The day of an instant in a zone, to tell days apart by. */
export function dayIn(zone: string): (instant: string) => string {
  const format = dayFormats.get(zone) ?? new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
  dayFormats.set(zone, format);
  return (instant) => format.format(new Date(instant));
}
