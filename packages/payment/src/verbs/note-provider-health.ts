import { type Ctx, inTransaction, mendIncidents, now, raiseIncident, requireSystem, type TxCtx } from "@amanat/db";
import type { ProviderPorts } from "../ports.ts";
import type { Called } from "../providers/registry.ts";

/** How often a provider that nobody calls is asked whether it answers, and its row is written where nothing changes. */
const PING_MS = 30_000;
/** A provider that is away for longer is an incident. Short outages end by themselves. */
const INCIDENT_MS = 60_000;

/**
 * Asks providers whether they answer, and writes down how their calls fare, so that one that is down is offered to nobody. One pass; returns how
 * many of them answer. One that is down for a minute is an incident, which ends when it answers again.
 *
 * - Two workers write the same row: each what it has seen itself, and the last one stands.
 */
export async function noteProviderHealth(ctx: Ctx, { providers }: Pick<ProviderPorts, "providers">): Promise<number> {
  requireSystem(ctx.actor);
  await Promise.all(providers.map((called) => pinged(ctx, called)));
  for (const called of providers) await inTransaction(ctx, (tx) => note(tx, called));
  return providers.filter(({ breaker }) => breaker.fare().circuit === "closed").length;
}

async function pinged(ctx: Ctx, { name, breaker, ping }: Called): Promise<void> {
  const { circuit, okAt } = breaker.fare();
  if (circuit === "closed" && okAt !== null && Date.now() - okAt.getTime() < PING_MS) return;
  // A refusal is an answer as well; whether it counts is for the circuit to say.
  await ping().catch((error: unknown) => ctx.log.debug({ err: error, provider: name }, "no answer"));
}

async function note(tx: TxCtx, { name, breaker }: Called): Promise<void> {
  const { circuit, okAt, failedAt, failure } = breaker.fare();
  const at = await now(tx);
  const before = await tx.tx.providerHealth.findUnique({ where: { provider: name } });
  if (before?.circuit === circuit && at.getTime() - before.notedAt.getTime() < PING_MS) return;
  const [was, down] = [before !== null && before.circuit !== "closed", circuit !== "closed"];
  const since = before !== null && was === down ? before.since : at;
  const seen = {
    okAt: okAt ?? before?.okAt ?? null,
    failedAt: failedAt ?? before?.failedAt ?? null,
    failure: failure ?? before?.failure ?? null,
  };
  const row = { circuit, since, notedAt: at, ...seen };
  await tx.tx.providerHealth.upsert({ where: { provider: name }, create: { provider: name, ...row }, update: row });
  const isLong = (moment: Date): boolean => moment.getTime() - since.getTime() >= INCIDENT_MS;
  if (!down) await mendIncidents(tx, name, ["provider.down"]);
  else if (isLong(at) && before !== null && !isLong(before.notedAt))
    await raiseIncident(tx, { kind: "provider.down", subject: name, detail: { failure: failure ?? "" } });
}
