import { custody, verifyLedger } from "@amanat/ledger";
import { fundsIn } from "@amanat/payment";
import { Violation } from "./faults.ts";
import { eachOf, insist } from "./insist.ts";
import type { Life, Seen } from "./life.ts";
import { DUST, type World } from "./world.ts";

const AT_ONCE = 16;

/** Shows everybody their deal as it is now. */
export async function look(world: World, lives: readonly Life[]): Promise<void> {
  const scopes = lives.flatMap(({ scope }) => (scope === null ? [] : [scope]));
  const { rows } = await insist(() =>
    world.db.pool.query<Seen>(
      `SELECT d.id AS scope, d.status, d.version, t.contests, t."lateFrom", i.id AS "intentId", i."depositAddress", i."watchedAt" IS NOT NULL AS watched
       FROM "Deal" d JOIN "Purchase" t ON t."dealId" = d.id JOIN "PaymentIntent" i ON i.scope = d.id WHERE d.id = ANY ($1::uuid[])`,
      [scopes],
    ),
  );
  const seen = new Map(rows.map((row) => [row.scope, row]));
  for (const life of lives) life.seen = (life.scope === null ? undefined : seen.get(life.scope)) ?? null;
}

/** After every round: the equation of every deal that may have moved. */
export async function checkRound(world: World, lives: readonly Life[]): Promise<void> {
  await eachOf(lives, AT_ONCE, async ({ scope, ordinal }) => {
    if (scope === null) return;
    const funds = await insist(() => fundsIn(world.system(), scope, world.chain.asset));
    if (!funds.balanced)
      throw new Violation(`deal ${ordinal} does not add up: ${JSON.stringify(funds, (_, value: unknown) => String(value))}`);
  });
}

/** Everything the ledger promises, from its rows alone (I1–I4, I6, I7, I10). */
export async function checkLedger(world: World): Promise<number> {
  const { rows, findings } = await insist(() => world.asSuperuser((client) => verifyLedger(client)));
  const [first] = findings;
  if (first) throw new Violation(`the ledger is not whole: ${first.check} ${first.subject}: ${first.message}`);
  return rows;
}

/** At rest: what lies at every address is what the ledger says, to the unit. */
export async function checkChain(world: World): Promise<void> {
  const { addresses } = await insist(() => custody(world.system()));
  // What happens in the ledger alone lies on no chain.
  const onChain = addresses.filter(({ asset }) => asset.startsWith(`${world.chain.chain.id}/`));
  for (const { address, asset, amount } of onChain)
    if (world.chain.held(address, asset) !== amount)
      throw new Violation(`${address} holds ${world.chain.held(address, asset)} of ${asset}, the ledger says ${amount}`);
  // And the other way round: nothing lies at an address of ours that the ledger does not know.
  const known = new Map(onChain.map(({ address, asset, amount }) => [`${asset} ${address}`, amount]));
  const { rows } = await insist(() => world.db.pool.query<{ address: string }>(`SELECT address FROM "OwnAddress"`));
  for (const { address } of rows)
    for (const asset of [world.chain.asset, world.chain.other, world.chain.native])
      if (world.chain.held(address, asset) !== (known.get(`${asset} ${address}`) ?? 0n))
        throw new Violation(`${address} holds ${world.chain.held(address, asset)} of ${asset} that the ledger does not know`);
}

type Expected = { toSeller: bigint; toBuyer: bigint };

/** What must have left the house for this deal, from what was paid on chain and how it ended. Nothing of the product's is asked. */
export function expectedOf(life: Life, feeBps: bigint): Expected {
  const { price } = life.plan;
  if (life.seen?.status !== "completed") return { toSeller: 0n, toBuyer: life.paid };
  return { toSeller: price - (price * feeBps) / 10_000n, toBuyer: life.paid - price };
}

/** At the end: everybody was paid what was theirs, once, on the chain itself. */
export function checkLife(world: World, life: Life, feeBps: bigint): string {
  const { toSeller, toBuyer } = expectedOf(life, feeBps);
  const [seller, buyer] = [world.chain.balance(life.payoutAddress), world.chain.balance(life.refundAddress)];
  const line = `${life.ordinal} ${life.plan.payment} ${life.seen?.status ?? "?"} price ${life.plan.price} paid ${life.paid} seller ${seller} buyer ${buyer}`;
  if (seller !== toSeller || buyer !== toBuyer) throw new Violation(`deal ${line}; expected seller ${toSeller} buyer ${toBuyer}`);
  return line;
}

/** Work that would be left for a person, which here nobody gave cause for. */
export async function checkNothingLeft(world: World): Promise<void> {
  const { rows } = await insist(() =>
    world.db.pool.query<{ what: string; n: number }>(
      `SELECT 'payouts not settled' AS what, count(*)::int AS n FROM "Payout" WHERE status <> 'settled'
       UNION ALL SELECT 'sweeps not done', count(*)::int FROM "Sweep"
         WHERE status::text <> 'settled' AND NOT (status::text = 'planned' AND (amount < ${DUST} OR "assetId" LIKE '%/slip44:60'))
       UNION ALL SELECT 'reactions not made', count(*)::int FROM "Delivery"
       UNION ALL SELECT 'incidents not mended: ' || kind, count(*)::int FROM "Incident"
         WHERE state <> 'closed' AND kind <> 'deal.contested' GROUP BY kind
       UNION ALL SELECT 'proposals not answered', count(*)::int FROM "DealProposal" WHERE status = 'open'
       UNION ALL SELECT 'webhooks set aside', count(*)::int FROM "WebhookInbox" WHERE "processedAt" IS NULL OR outcome LIKE 'failed%'`,
    ),
  );
  const left = rows.filter(({ n }) => n > 0);
  if (left.length > 0) throw new Violation(left.map(({ what, n }) => `${n} ${what}`).join(", "));
}
