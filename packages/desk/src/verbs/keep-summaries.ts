import { SUBJECT_KINDS, type SubjectKind } from "@amanat/contracts";
import type { FedEvent, Take, TxCtx } from "@amanat/db";
import { countDays } from "../internal/days.ts";
import { writeMoney } from "../internal/money.ts";
import { type Subject, writeSubjects } from "../internal/subjects.ts";
import type { DeskPorts } from "../ports.ts";
import { touched } from "../rules.ts";

type Touched = Map<string, { at: Date; keys: Set<string> }>;

/**
 * Keeps the summaries: counts what happened, and asks anew about whatever it happened to. The place in the feed moves in the same transaction,
 * so nothing is counted twice.
 */
export function keepSummaries(ports: DeskPorts): Take {
  return async (tx, events) => {
    const kinds = new Map(SUBJECT_KINDS.map((kind) => [kind, touchedOf(events, kind)] as const));
    if ([...kinds.values()].every(({ size }) => size === 0)) return countDays(tx, events);
    // An event that was put aside is taken apart from the feed: the two would each add the same difference.
    await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('desk.summaries'))`;
    await countDays(tx, events);
    for (const [kind, named] of kinds) await renew(tx, kind, named, ports);
  };
}

function touchedOf(events: readonly FedEvent[], kind: SubjectKind): Touched {
  const found: Touched = new Map();
  for (const event of events)
    for (const { id, keys: told } of touched(event).filter((one) => one.kind === kind)) {
      const keys = found.get(id)?.keys ?? new Set<string>();
      for (const key of told) keys.add(key);
      found.set(id, { at: event.at, keys });
    }
  return found;
}

async function renew(tx: TxCtx, kind: SubjectKind, named: Touched, ports: DeskPorts): Promise<void> {
  if (named.size === 0) return;
  const facts = await ports.facts[kind](tx, [...named.keys()]);
  const subjects = facts.map((row): Subject => {
    const news = named.get(row.id);
    return { ...row, kind, changedAt: news?.at ?? row.createdAt, keys: [...(row.keys ?? []), ...(news?.keys ?? [])] };
  });
  await writeSubjects(tx, subjects);
  if (kind !== "deal") return;
  const pots = await ports.pots(
    tx,
    facts.map(({ id }) => id),
  );
  const deals = new Map(facts.map((deal) => [deal.id, deal]));
  const money = pots.flatMap((row) => {
    const deal = deals.get(row.scope);
    return deal ? [{ ...row, tenantId: deal.tenantId, since: deal.fundedAt ?? deal.createdAt }] : [];
  });
  await writeMoney(tx, money);
}
