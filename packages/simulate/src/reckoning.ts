import { eachOf, insist, type KindOfLife, type Life, Violation } from "@amanat/lives";
import { custody, verifyLedger } from "@amanat/ledger";
import { fundsIn } from "@amanat/payment";
import { DUST, type World } from "./world.ts";

const AT_ONCE = 16;

/** Shows everybody their deal as it is now. */
export async function look(world: World, lived: readonly { readonly kind: KindOfLife; readonly life: Life }[]): Promise<void> {
  for (const kind of world.kinds)
    await kind.look(
      world,
      lived.filter((one) => one.kind === kind).map(({ life }) => life),
    );
}

/** After every round: the equation of every deal that may have moved. */
export async function checkRound(world: World, lives: readonly Life[]): Promise<void> {
  await eachOf(lives, AT_ONCE, async ({ scope, ordinal, assets }) => {
    if (scope === null) return;
    for (const asset of assets) {
      const funds = await insist(() => fundsIn(world.system(), scope, asset));
      if (!funds.balanced)
        throw new Violation(`deal ${ordinal} does not add up: ${JSON.stringify(funds, (_, value: unknown) => String(value))}`);
    }
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
  const ours = await world.rows<{ chain: string; address: string }>(`SELECT chain, address FROM "OwnAddress"`);
  for (const chain of world.chains) {
    // What happens in the ledger alone lies on no chain.
    const onChain = addresses.filter(({ asset }) => asset.startsWith(`${chain.id}/`));
    for (const { address, asset, amount } of onChain)
      if (chain.held(address, asset) !== amount)
        throw new Violation(`${address} holds ${chain.held(address, asset)} of ${asset}, the ledger says ${amount}`);
    // And the other way round: nothing lies at an address of ours that the ledger does not know.
    const known = new Map(onChain.map(({ address, asset, amount }) => [`${asset} ${address}`, amount]));
    for (const { address } of ours.filter((own) => own.chain === chain.id))
      for (const asset of [chain.asset, chain.other, chain.native])
        if (chain.held(address, asset) !== (known.get(`${asset} ${address}`) ?? 0n))
          throw new Violation(`${address} holds ${chain.held(address, asset)} of ${asset} that the ledger does not know`);
  }
}

/** At the end: everybody was paid what was theirs, once, on the chain itself. */
export function checkLife(life: Life, feeBps: bigint): string {
  const outcomes = life.outcomes(feeBps);
  const line = [life.ordinal, life.status, life.said(), ...outcomes.map(({ whose, amount }) => `${whose} ${amount}`)].join(" ");
  for (const { whose, chain, address, amount } of outcomes)
    if (chain.balance(address) !== amount) throw new Violation(`deal ${line}; the ${whose} has ${chain.balance(address)} on ${chain.name}`);
  return line;
}

/** Work that would be left for a person, which here nobody gave cause for. */
export async function checkNothingLeft(world: World): Promise<void> {
  const rows = await world.rows<{ what: string; n: number }>(
    `SELECT 'payouts not settled' AS what, count(*)::int AS n FROM "Payout" WHERE status <> 'settled'
       UNION ALL SELECT 'releases without a payout', count(*)::int FROM "Movement" WHERE status IN ('waiting', 'on_hold')
       UNION ALL SELECT 'sweeps not done', count(*)::int FROM "Sweep"
         WHERE status::text <> 'settled' AND NOT (status::text = 'planned' AND (amount < ${DUST} OR "assetId" LIKE '%/slip44:60'))
       UNION ALL SELECT 'reactions not made', count(*)::int FROM "Delivery"
       UNION ALL SELECT 'incidents not mended: ' || kind, count(*)::int FROM "Incident"
         WHERE state <> 'closed' AND kind NOT IN ('deal.contested', 'deal.on_hold') GROUP BY kind
       UNION ALL SELECT 'proposals not answered', count(*)::int FROM "DealProposal" WHERE status = 'open'
       UNION ALL SELECT 'webhooks set aside', count(*)::int FROM "WebhookInbox" WHERE "processedAt" IS NULL OR "setAsideAt" IS NOT NULL`,
  );
  const left = rows.filter(({ n }) => n > 0);
  if (left.length > 0) throw new Violation(left.map(({ what, n }) => `${n} ${what}`).join(", "));
}
