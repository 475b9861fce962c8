/**
 * A process that posts without end, so that a test can kill it: `node kill-poster.fixture.ts <url> <first>`. Says `? n` before it
 * posts journal n and `! n` once the answer is there, each in one write; numbers go up by `STRIDE` for each of its callers.
 */
import { writeSync } from "node:fs";
import { createCtx, openDatabase, TENANT_ID } from "@amanat/db";
import { journalId, type Journal, type Leg, tryPost } from "./index.ts";

const ASSET = "eip155:31337/erc20:0x0000000000000000000000000000000000000d1e";
export const PURSES = 16;
const CALLERS = 8;

const purse = (n: number) => ({ kind: "available", party: `purse-${n % PURSES}`, asset: ASSET }) as const;

/** Journal n, the same wherever it is asked for. Every third has two legs. */
export function journalOf(n: number): Journal {
  const leg = (from: number): Leg => ({ debit: purse(from), credit: purse(from + 1), amount: 1n, code: "release" });
  return { id: journalId("kill", "test", "post", n), legs: n % 3 === 0 ? [leg(n), leg(n + 5)] : [leg(n)] };
}

/** What everybody's purse begins with. */
export function funding(n: number): Journal {
  const legs: Leg[] = [{ debit: { kind: "operator", asset: ASSET }, credit: purse(n), amount: 10n ** 12n, code: "operator_funding" }];
  return { id: journalId("kill", "test", "fund", n), legs };
}

async function postForEver(url: string, first: number): Promise<void> {
  const db = await openDatabase({ url, applicationName: "poster", poolSize: CALLERS });
  const ctx = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "cli" });
  let next = first;
  const caller = async (): Promise<void> => {
    for (;;) {
      const n = next;
      next += 1;
      writeSync(1, `? ${n}\n`);
      const outcome = await tryPost(ctx, journalOf(n)).catch(() => null);
      if (outcome !== null) writeSync(1, `! ${n} ${outcome}\n`);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

const [url, first] = process.argv.slice(2);
if (import.meta.main && url !== undefined) await postForEver(url, Number(first));
