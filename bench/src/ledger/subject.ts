import { randomUUID } from "node:crypto";
import { type Ctx, TENANT_ID } from "@amanat/db";
import { type Journal, postBatch } from "@amanat/ledger";

/** The asset everything here is counted in. */
export const ASSET = "eip155:31337/erc20:0x0000000000000000000000000000000000000b0b";
export { TENANT_ID };

/** Scopes are as long as a deal's uuid; the last twelve digits count from here, so that scripts need not pad them. */
export const SCOPE_PREFIX = "0192f000-0000-7000-8000-";
export const FIRST = 100_000_000_000;

/** Amounts of sixteen digits, as tokens of 18 decimals have them; one account pays for a whole run. */
export const LEAST = 1_000_000_000_000_000;
export const MOST = 9_000_000_000_000_000;
const FUNDS = 10n ** 24n;

const scopeOf = (n: number): string => `${SCOPE_PREFIX}${FIRST + n}`;
const held = (n: number) => ({ kind: "held", scope: scopeOf(n), asset: ASSET }) as const;
const FEE = { kind: "platform_fee", asset: ASSET } as const;
const CUSTODY = { kind: "custody", party: "0x0000000000000000000000000000000000000cad", asset: ASSET } as const;

const below = (bound: number): number => Math.floor(Math.random() * bound);
const anAmount = (): bigint => BigInt(LEAST + below(MOST - LEAST));

/** A post between two random floored accounts. */
export function randomJournal(accounts: number): Journal {
  const from = below(accounts);
  const to = (from + 1 + below(accounts - 1)) % accounts;
  return { id: randomUUID(), legs: [{ debit: held(from), credit: held(to), amount: anAmount(), code: "release" }] };
}

/** A post from a random floored account to the one account that takes everybody's fee. */
export function hotJournal(accounts: number): Journal {
  return { id: randomUUID(), legs: [{ debit: held(below(accounts)), credit: FEE, amount: anAmount(), code: "fee" }] };
}

/** Legs of one journal, and journals of one call, while accounts are opened. */
const LEGS = 100;
const JOURNALS = 10;

/** Opens `accounts` floored accounts with ample balances, through the ledger's own function. */
export async function openAccounts(ctx: Ctx, accounts: number): Promise<void> {
  for (let start = 0; start < accounts; start += LEGS * JOURNALS) {
    const journals: Journal[] = [];
    for (let first = start; first < Math.min(accounts, start + LEGS * JOURNALS); first += LEGS) {
      const size = Math.min(LEGS, accounts - first);
      const legs = Array.from(
        { length: size },
        (_, index) => ({ debit: CUSTODY, credit: held(first + index), amount: FUNDS, code: "deposit" }) as const,
      );
      journals.push({ id: randomUUID(), legs });
    }
    const outcomes = await postBatch(ctx, journals);
    if (outcomes.some((outcome) => outcome !== "done")) throw new Error(`accounts could not be opened: ${outcomes.join(", ")}`);
  }
}
