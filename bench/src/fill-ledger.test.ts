import { createCtx, TENANT_ID } from "@amanat/db";
import { fundsOf, verifyLedger } from "@amanat/ledger";
import { useDatabase } from "@amanat/testing";
import { expect, test } from "vitest";
import { fillLedger, LEGS_EACH, scopeOf } from "./fill-ledger.ts";
import { ASSET } from "./fill-market.ts";

const house = useDatabase();

test("what is filled is a ledger: sound, sealed, in blocks of a commit each, and balanced", async () => {
  const scopes = 700;
  await house.as("superuser", (client) => fillLedger(client, scopes * LEGS_EACH, () => undefined));
  // Transactions of other tests on this server hold the sealer back.
  const sealed = async () => {
    await house.as("superuser", (client) => client.query("SELECT ledger.seal()"));
    return house.as("app", (client) => verifyLedger(client));
  };
  const whole = { rows: scopes * LEGS_EACH, blocks: 2, unsealed: 0, anchors: 0, findings: [] };
  await expect.poll(sealed, { timeout: 20_000 }).toEqual(whole);
  const ctx = createCtx(house.db, { kind: "system", tenantId: TENANT_ID, process: "cli" });
  const unit = BigInt(1 + scopes) * 1_000n;
  expect(await fundsOf(ctx, scopeOf(scopes), ASSET)).toMatchObject({ held: 1_000n * unit, inFlight: 0n });
});
