import { NOTICE_CHANNELS, type NoticeChannel } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type { NoticePorts, Reader } from "../ports.ts";

/** Which channels reach whom: those that are connected, for whoever has an address there. */
export async function reached(ctx: Ctx, readers: readonly Reader[], { reaches }: NoticePorts): Promise<(id: string) => NoticeChannel[]> {
  const known: [NoticeChannel, ReadonlySet<string>][] = [];
  for (const channel of NOTICE_CHANNELS) {
    const whom = reaches[channel];
    if (whom !== undefined && readers.length > 0) known.push([channel, await whom(ctx, readers)]);
  }
  return (id) => known.filter(([, whom]) => whom.has(id)).map(([channel]) => channel);
}

/** One person, as the composition knows them. Null for one who is gone. */
export async function readerOf(ctx: Ctx, id: string, { readersOf }: NoticePorts): Promise<Reader | null> {
  return (await readersOf(ctx, [id])).get(id) ?? null;
}
