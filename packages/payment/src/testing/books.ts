/** What stands in the books at the end of a story, with names in place of ids, so that two tellings can be compared. */
import { accountsOf, verifyLedger } from "@amanat/ledger";
import type { FreshDatabase } from "@amanat/testing";
import * as payment from "../index.ts";
import { ESCROW } from "./small-chain.ts";
import { expectReleasesToGoOn } from "./releases.ts";
import { expectBooksToMatchChain, type Stage } from "./stage.ts";
import type { Story } from "./story.ts";

export type Books = {
  /** Every account of the stories' token that is not empty. */
  accounts: Readonly<Record<string, bigint>>;
  /** Every payout and what became of it. */
  payouts: readonly string[];
  /** What lies where on the chains, our deposit addresses together. */
  chain: Readonly<Record<string, bigint>>;
  /** Everything else that has to be the same however often we died: rows, gas, news, the trail. */
  rest: readonly string[];
};

/** Reads them. Throws where the ledger's verifier finds something, a chain disagrees, or an agreement's money does not add up. */
export async function booksOf(fresh: FreshDatabase, story: Story): Promise<Books> {
  await whole(fresh, story);
  const called = (id: string | null) => story.names.get(id ?? "") ?? (id === null || id === "" ? "" : "somebody");
  const own = (name: string, stage: Stage) => (story.stages.length === 1 ? name : `${name} on chain ${story.stages.indexOf(stage) + 1}`);
  const accounts = new Map<string, bigint>();
  const chain = new Map<string, bigint>();
  const gas: string[] = [];
  for (const stage of story.stages) {
    for (const { kind, scope, party, balance } of await accountsOf(stage.system(), { asset: stage.asset })) {
      const tranche = /^\d+$/.test(party) ? ` tranche ${party}` : "";
      add(accounts, own(words(kind, called(scope), tranche === "" ? called(party) : "") + tranche, stage), balance);
    }
    for (const [address, amount] of stage.chain.tokens) add(chain, own(called(address), stage), amount);
    const costs = await accountsOf(stage.system(), { asset: `${stage.chain.id}/slip44:60`, kinds: ["network_cost"] });
    gas.push(...costs.map(({ balance }) => own(`gas ${balance}`, stage)), own(`${stage.chain.nonces.get(ESCROW) ?? 0} sent`, stage));
  }
  return {
    accounts: Object.fromEntries([...accounts].filter(([, amount]) => amount !== 0n)),
    payouts: await payoutsOf(fresh, story, called),
    chain: Object.fromEntries([...chain].filter(([name, amount]) => amount !== 0n && !name.startsWith("somebody"))),
    rest: [...gas, ...(await rowsOf(fresh, story, called)), ...(await saidOf(fresh, story, called))],
  };
}

const words = (...all: readonly string[]) => all.filter((one) => one !== "").join(" ");

function add(sums: Map<string, bigint>, name: string, amount: bigint): void {
  sums.set(name, (sums.get(name) ?? 0n) + amount);
}

async function whole({ db }: FreshDatabase, { stages, scopes }: Story): Promise<void> {
  const client = await db.pool.connect();
  try {
    const { findings } = await verifyLedger(client);
    if (findings.length > 0) throw new Error(`the ledger is not whole: ${JSON.stringify(findings)}`);
  } finally {
    client.release();
  }
  for (const stage of stages) {
    await expectBooksToMatchChain(stage);
    await expectReleasesToGoOn(stage, scopes);
    for (const scope of scopes)
      if (!(await payment.fundsIn(stage.system(), scope, stage.asset)).balanced) throw new Error(`the money of ${scope} does not add up`);
  }
}

type Called = (id: string | null) => string;

async function payoutsOf({ db }: FreshDatabase, { scopes }: Story, called: Called): Promise<string[]> {
  const rows = await db.prisma.payout.findMany({ where: { scope: { in: scopes } } });
  return rows
    .map(({ kind, amount, scope, partyId, status, destination }) =>
      words(kind, String(amount), "of", called(scope), "for", called(partyId), status, "to", called(destination)),
    )
    .toSorted();
}

async function rowsOf({ db }: FreshDatabase, { scopes, stages }: Story, called: Called): Promise<string[]> {
  const where = { scope: { in: scopes } };
  const here = { chain: { in: stages.map(({ chain }) => chain.id) } };
  const movements = await db.prisma.movement.findMany({ where });
  const contributions = await db.prisma.contribution.findMany({ where });
  const holds = await db.prisma.hold.findMany({ where, include: { parts: true } });
  const intents = await db.prisma.paymentIntent.findMany({ where: here, include: { parts: true } });
  const transfers = await db.prisma.incomingTransfer.findMany({ where: here });
  const sweeps = await db.prisma.sweep.findMany({ where: here });
  const attempts = await db.prisma.txAttempt.findMany({ where: here });
  return [
    ...movements.map(
      (one) => `moved ${called(one.scope)} ${one.tranche} ${one.cause}: ${one.gross}, fee ${one.fee}, back ${one.refund}, ${one.status}`,
    ),
    ...contributions.map((one) => `${called(one.payerId)} paid ${one.amount} to ${called(one.scope)} ${one.tranche}, back ${one.refunded}`),
    ...holds.map(
      (one) =>
        `hold ${called(one.scope)} ${one.tranche} ${one.status}: ${one.parts
          .map(({ source, amount, fee }) => `${source} ${amount}+${fee}`)
          .toSorted()
          .join()}`,
    ),
    ...intents.map(
      (one) =>
        `intent of ${called(one.payerId)} ${one.status} ${one.exception} ${one.received} of ${one.amount}, waits ${one.undrafted}: ${one.parts.map(({ status }) => status).join()}`,
    ),
    ...transfers.map((one) => `transfer ${one.amount} ${one.status} ${one.unmatched ?? ""} ${one.reverts} ${one.shortage}`),
    ...sweeps.map((one) => `sweep ${one.amount} ${one.status}`),
    ...attempts.map((one) => `${one.purpose} ${one.step} ${one.status}`),
  ].toSorted();
}

/** News and the trail: each thing once, however often it was begun. Incidents that somebody has to look at. */
async function saidOf({ db }: FreshDatabase, { scopes, began }: Story, called: Called): Promise<string[]> {
  const [events, entries, incidents] = [
    await db.prisma.event.findMany({ where: { channel: { in: scopes.map((scope) => `deal:${scope}`) } } }),
    await db.prisma.auditEntry.findMany({ where: { id: { gt: began } } }),
    await db.prisma.incident.findMany({ where: { id: { gt: began }, state: { not: "closed" } } }),
  ];
  const counts = new Map<string, bigint>();
  for (const { type, channel } of events) add(counts, `news ${type} of ${called(channel.slice("deal:".length))}`, 1n);
  for (const { action } of entries) add(counts, `trail ${action}`, 1n);
  for (const { kind } of incidents) add(counts, `incident ${kind}`, 1n);
  return [...counts].map(([name, count]) => `${name}: ${count}`).toSorted();
}
