import { newId, TENANT_ID } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { expect, it } from "vitest";
import { openDoor } from "./door.fixture.ts";

const test = useDatabase();

it("figures are shown in production to whoever has the token, and to nobody else: this machine may be a proxy", async () => {
  const token = "9f3c1e7a5b2d8f60a1c4e7b9d2f5083c";
  for (const [changes, authorization, status] of [
    [{}, "", 403],
    [{}, `Bearer ${token}`, 403],
    [{ METRICS_BEARER_TOKEN: token }, "", 401],
    [{ METRICS_BEARER_TOKEN: token }, `Bearer ${token}`, 200],
  ] as const) {
    const production = await openDoor(test.urls.app, { AMANAT_MODE: "production", FRONTEND_URL: "https://amanat.example", ...changes });
    const answer = await fetch(`${production.origin}/metrics`, { headers: { authorization } });
    await production.close();
    expect(answer.status).toBe(status);
  }
});

it("the age of the oldest writer is told: readers of events stand behind it", async () => {
  const demo = await openDoor(test.urls.app);
  const figure = async (name: string): Promise<number> => {
    const text = await (await fetch(`${demo.origin}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  };
  const writer = await test.db.pool.connect();
  await writer.query("BEGIN");
  await writer.query("SELECT pg_current_xact_id()");
  await expect.poll(() => figure("amanat_oldest_writer_seconds"), { timeout: 10_000 }).toBeGreaterThan(0.2);
  expect(await figure("amanat_streams_stuck_seconds")).toBe(0);
  await writer.query("ROLLBACK");
  writer.release();
  await demo.close();
});

it("what the last comparison of books and chain found is told, by chain and asset", async () => {
  const { prisma } = test.db;
  const chain = "eip155:424242";
  const run = {
    id: newId(),
    tenantId: TENANT_ID,
    chain,
    status: "drift",
    alerted: true,
    unlisted: 2,
    startedAt: new Date(),
    endedAt: new Date(),
  };
  await prisma.reconciliationRun.create({ data: run });
  const row = {
    runId: run.id,
    address: "0xabc",
    assetId: `${chain}/slip44:60`,
    books: "9",
    onChain: "4",
    wayIn: "0",
    wayOut: "0",
    difference: "-5",
  };
  await prisma.reconciliationRow.create({
    data: { ...row, id: newId(), status: "open", looks: 2, lookedAt: new Date(), createdAt: new Date() },
  });
  const demo = await openDoor(test.urls.app);
  const text = await (await fetch(`${demo.origin}/metrics`)).text();
  await demo.close();
  expect(text).toContain(`amanat_reconciliation_differences_total{chain="${chain}"} 1`);
  expect(text).toContain(`amanat_reconciliation_alerts_total{chain="${chain}"} 1`);
  expect(text).toContain(`amanat_reconciliation_open{chain="${chain}"} 3`);
  expect(text).toContain(`amanat_reconciliation_drift{chain="${chain}",asset="${chain}/slip44:60"} 5`);
});
