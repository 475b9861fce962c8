import { ensureUser } from "@amanat/auth";
import { type Actor, type Locale, nativeAsset, parseUnits, type Role } from "@amanat/contracts";
import { createCtx, type Database, inTransaction, newId, TENANT_ID, TENANT_SLUG } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import { createRequest } from "@amanat/marketplace";
import { WORLD_SETTING } from "../database.ts";
import { type AssetRow, type ChainFacts, demoWallets, givenGas } from "../local-world.ts";
import { PEOPLE, type PersonName, type Secrets } from "../secrets.ts";
import { SEED_REQUESTS } from "./requests.ts";

type Part = { name: string; roles: readonly Role[]; locale: Locale };

/** Named by what they do: the demo has parts to play, not people. */
const CAST: Record<PersonName, Part> = {
  buyer: { name: "Demo buyer", roles: ["buyer", "seller"], locale: "fa" },
  seller: { name: "Demo seller", roles: ["buyer", "seller"], locale: "fa" },
  guard: { name: "Demo guard", roles: ["guard"], locale: "en" },
  resolver: { name: "Demo resolver", roles: ["resolver"], locale: "fa" },
  resolver2: { name: "Demo resolver two", roles: ["resolver"], locale: "en" },
  resolver3: { name: "Demo resolver three", roles: ["resolver"], locale: "fr" },
  resolver4: { name: "Demo resolver four", roles: ["resolver"], locale: "ar" },
  admin: { name: "Demo admin", roles: ["admin"], locale: "en" },
  admin2: { name: "Demo admin two", roles: ["admin"], locale: "fa" },
};

export const emailOf = (person: PersonName) => `${person}@amanat.test`;

const system = { kind: "system", tenantId: TENANT_ID, process: "cli" } as const;

/** The tenant and its assets: every installation needs them, demo or not. Run again, it changes nothing. */
export async function seedFoundation(db: Database, assets: readonly AssetRow[], worlds: readonly string[]): Promise<void> {
  await db.prisma.tenant.upsert({ where: { id: TENANT_ID }, create: { id: TENANT_ID, slug: TENANT_SLUG }, update: {} });
  for (const { id, ...row } of assets) await db.prisma.asset.upsert({ where: { id }, create: { id, ...row }, update: row });
  if (worlds.length === 0) return;
  const setting = { tenantId: TENANT_ID, key: WORLD_SETTING };
  const value = worlds.join(" ");
  await db.prisma.setting.upsert({ where: { tenantId_key: setting }, create: { ...setting, value }, update: { value } });
}

/** Books the gas a local chain's maker gave the escrow wallet there, so that ledger and chain agree from the first block. */
export async function seedGas(db: Database, facts: ChainFacts): Promise<void> {
  const gas = givenGas(facts);
  if (gas === null) return;
  const { name, amount, txHash } = gas;
  const asset = nativeAsset(facts.chain);
  const party = facts.escrowWallet;
  await inTransaction(createCtx(db, system), (tx) =>
    post(tx, {
      id: journalId("devstack", `${name}:${party}`, "operator_funding"),
      legs: [
        {
          debit: { kind: "custody", party, asset },
          credit: { kind: "operator", asset },
          amount,
          code: "operator_funding",
          ...(txHash === null ? {} : { chainRef: `${facts.chain}:${txHash}:0` }),
        },
      ],
    }),
  );
}

/** The demo's people and a handful of open requests. Run again, it repairs passwords and adds nothing. */
export async function seedDemo(db: Database, secrets: Secrets, asset: AssetRow): Promise<void> {
  const ids = new Map<PersonName, string>();
  for (const person of PEOPLE) {
    const password = secrets.passwords[person];
    const wallets = Object.entries(demoWallets(secrets)).flatMap(([owner, { address }]) => (owner === person ? [address] : []));
    ids.set(person, await ensureUser(db, { email: emailOf(person), password, wallets, ...CAST[person] }));
  }
  const userId = ids.get("buyer");
  if (userId === undefined || (await db.prisma.request.count({ where: { buyerId: userId } })) >= SEED_REQUESTS.length) return;
  const actor: Actor = {
    kind: "user",
    tenantId: TENANT_ID,
    userId,
    sessionId: newId(),
    name: CAST.buyer.name,
    roles: CAST.buyer.roles,
    scopes: null,
  };
  for (const { key, input } of SEED_REQUESTS) {
    const { from, to, ...rest } = input;
    const units = (coins: string) => (parseUnits(coins, asset.decimals) ?? 0n).toString();
    await createRequest(createCtx(db, actor, { idempotencyKey: `demo-request-${key}` }), {
      ...rest,
      asset: asset.id,
      budgetMin: units(from),
      budgetMax: units(to),
    });
  }
}
