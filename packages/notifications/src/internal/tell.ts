import type { NoticeChannel } from "@amanat/contracts";
import { now, type TxCtx } from "@amanat/db";
import { insertDeliveries, type NewDelivery } from "./deliveries.ts";
import { insertNotices, type NewNotice, sayChanged } from "./notices.ts";
import { wishesOf } from "./preferences.ts";
import { reached } from "./reached.ts";
import type { NoticePorts } from "../ports.ts";
import { CHANNELS_OF, planOf, wants } from "../rules.ts";
import type { Telling } from "./telling.ts";

/** What somebody is to be told. */
export type Told = { readonly telling: Telling; readonly notice: Omit<NewNotice, "collapse" | "kind"> };

const channelsOf = ({ channels, urgency }: Telling): readonly NoticeChannel[] => channels ?? CHANNELS_OF[urgency];

/**
 * Writes the notices and, for each, its deliveries: on the channels that its urgency has, that reach its reader, and that they have not switched
 * off. Whoever is gone is told nothing.
 */
export async function tell(tx: TxCtx, told: readonly Told[], ports: NoticePorts): Promise<void> {
  const ids = [...new Set(told.map(({ notice }) => notice.userId))].toSorted();
  if (ids.length === 0) return;
  const readers = await ports.readersOf(tx, ids);
  const known = told.filter(({ notice }) => readers.has(notice.userId));
  const at = await now(tx);
  const tellings = new Map(known.map(({ telling }) => [telling.kind, telling]));
  const rows = await insertNotices(
    tx,
    known.map(({ telling, notice }) => ({
      ...notice,
      kind: telling.kind,
      collapse: telling.collapses === true ? `${telling.kind}:${notice.subjectId}` : null,
    })),
    at,
  );
  if (rows.length === 0) return;
  const wishes = await wishesOf(tx, ids);
  const channels = await reached(tx, [...readers.values()], ports);
  const deliveries = rows.flatMap((row): NewDelivery[] => {
    const [telling, reader] = [tellings.get(row.kind), readers.get(row.userId)];
    if (telling === undefined || reader === undefined) return [];
    const person = { timeZone: reader.timeZone, wishes: wishes(row.userId) };
    return channels(row.userId)
      .filter((channel) => channelsOf(telling).includes(channel) && wants(person.wishes, telling.group, channel))
      .map((channel) => {
        const { tenantId, id: noticeId, userId } = row;
        return { tenantId, noticeId, userId, channel, ...planOf(at, telling, channel, person) };
      });
  });
  await insertDeliveries(tx, deliveries, at);
  await sayChanged(tx, new Map(rows.map(({ userId, id }) => [userId, id])));
}
