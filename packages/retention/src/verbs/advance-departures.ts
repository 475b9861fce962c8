import { type Locale } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, now, requireSystem } from "@amanat/db";
import { loadMessages } from "@amanat/i18n/messages";
import { type DepartureRow, leaseDeparture, lockDeparture, moveDeparture, postpone } from "../internal/departures.ts";
import { lockHolds } from "../internal/holds.ts";
import type { RetentionPorts } from "../ports.ts";
import { blocksOf, isHeld } from "../reads/blocks.ts";
import { keptOf } from "../reads/my-data.ts";
import { DEPARTURE_LEASE_MS, HELD_MS, MARKET_MS, SETTLE_MS } from "../rules.ts";

/** Steps of a turn: a closing, or a pass of every context. */
const AT_ONCE = 20;

type Ports = Pick<RetentionPorts, "abouts" | "departures" | "localeOf">;

/**
 * Goes on with deletions of accounts that are due.
 *
 * - `asked`, when its time has come: in one transaction, with the person locked, so that nothing begins with them meanwhile, it is seen whether
 *   something of theirs runs or is held. Then it is stopped and they are told; else sessions, keys and ways in end, who they were is taken away,
 *   and a last mail says what stays.
 * - `erasing`: a bounded pass of every context after the other, until all of them answer that nothing is left. While something of theirs is still
 *   on the market, or is held by law, nothing is erased.
 * - Several workers share them by lease. One that dies, on any line, leaves it to the next: a closing is one transaction, and a pass that is made
 *   again finds less.
 *
 * Returns how many steps it made. Errors: FORBIDDEN (no process of ours).
 */
export async function advanceDepartures(ctx: Ctx, ports: Ports): Promise<number> {
  requireSystem(ctx.actor);
  for (let steps = 0; steps < AT_ONCE; steps += 1) {
    const row = await inTransaction(ctx, (tx) => leaseDeparture(tx, DEPARTURE_LEASE_MS));
    if (row === null) return steps;
    await (row.status === "asked" ? close(ctx, row, ports) : erase(ctx, row, ports)).catch((error: unknown) => {
      // Its lease ends, and it is due again.
      ctx.log.error({ err: error, departureId: row.id }, "an account could not be deleted yet");
    });
  }
  return AT_ONCE;
}

/** What stays, in sentences of a person's language. */
async function keptIn(locale: Locale, abouts: RetentionPorts["abouts"]): Promise<string[]> {
  const { kept } = (await loadMessages(locale)).data;
  return keptOf(abouts).map((kind) => kept[kind]);
}

async function close(ctx: Ctx, leased: DepartureRow, { abouts, departures, localeOf }: Ports): Promise<void> {
  const { userId } = leased;
  const kept = await keptIn((await localeOf(ctx, userId)) ?? "en", abouts);
  await inTransaction(ctx, async (tx) => {
    const row = await lockDeparture(tx, leased);
    // Taken back meanwhile.
    if (row === null) return;
    await lockHolds(tx);
    await departures.lockPerson(tx, userId);
    const at = await now(tx);
    const [block] = await blocksOf(tx, userId, departures);
    if (block !== undefined) {
      await moveDeparture(tx, row, "stopped", { nextAt: null, endedAt: at, why: block.kind });
      const payload = { why: block.kind };
      return audit(tx, { action: "account.delete_stopped", subjectKind: "departure", subjectId: row.id, payload });
    }
    await moveDeparture(tx, row, "erasing", { closedAt: at, nextAt: new Date(at.getTime() + SETTLE_MS) });
    await departures.closeAccount(tx, userId, { kept });
  });
}

async function erase(ctx: Ctx, row: DepartureRow, { abouts, departures }: Ports): Promise<void> {
  const { userId } = row;
  if (await departures.isTrading(ctx, userId)) return inTransaction(ctx, (tx) => postpone(tx, row, MARKET_MS));
  let erased = 0;
  for (const { about } of abouts()) {
    if ("nothing" in about) continue;
    // A hold may be placed at any time.
    if (await isHeld(ctx, userId, departures)) return inTransaction(ctx, (tx) => postpone(tx, row, HELD_MS));
    erased += await about.erase(ctx, userId);
  }
  await inTransaction(ctx, async (tx) => {
    const at = await now(tx);
    // Another worker has gone on with it, after a lease that was too short.
    if ((await lockDeparture(tx, row)) === null) return;
    if (erased > 0) return void (await moveDeparture(tx, row, "erasing", { erased: { increment: erased }, nextAt: at }));
    const after = await moveDeparture(tx, row, "done", { nextAt: null, endedAt: at });
    const payload = { erased: after.erased };
    return audit(tx, { action: "account.deleted", subjectKind: "departure", subjectId: row.id, payload });
  });
}
