import { useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as payment from "./index.ts";
import { OTHER_TOKEN } from "./testing/small-chain.ts";
import { intake, payable, PRICE, report, setStage, type Stage } from "./testing/stage.ts";

/** The operator's list of everything that was reported to an address of ours. */

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const list = (asked: Partial<Parameters<typeof payment.listDeposits>[1]> = {}) =>
  payment.listDeposits(stage.people.guard(), { limit: 100, sort: "newest", ...asked });

test("what paid a price and what fits none stand in one list, found by deal, transaction and address", async () => {
  const { dealId, intent, deposit } = await payable(stage);
  const paid = stage.chain.pay({ to: deposit, amount: PRICE });
  const other = stage.chain.pay({ to: deposit, amount: 7n, token: OTHER_TOKEN });
  await report(stage, intent.id, paid);
  await report(stage, intent.id, other);
  await payment.processInbox(stage.system(), stage.ports);
  const seen = await list({ search: dealId });
  expect(seen.data.map(({ status }) => status)).not.toContain("credited");
  stage.chain.mine(4);
  await intake(stage);

  const { data } = await list({ search: dealId, sort: "oldest" });
  expect(data).toHaveLength(2);
  const price = data.find(({ txHash }) => txHash === paid.txHash);
  expect(price).toMatchObject({ status: "credited", amount: PRICE.toString(), dealId, unmatchedId: null, asset: { id: stage.asset } });
  const odd = data.find(({ txHash }) => txHash === other.txHash);
  expect(odd).toMatchObject({ amount: "7", dealId, unmatchedId: expect.stringMatching(/^umd_/) as string });
  for (const search of [paid.txHash, paid.txHash.toUpperCase().replace("0X", "0x")])
    expect((await list({ search })).data.map(({ txHash }) => txHash)).toEqual([paid.txHash]);
  expect((await list({ search: deposit })).data).toHaveLength(2);
  expect((await list({ search: dealId, status: "reverted" })).data).toEqual([]);
  expect((await list({ search: dealId, status: "credited" })).data.map(({ txHash }) => txHash)).toContain(paid.txHash);
});

test("pages go on where they ended, in either order, and a place belongs to its filters", async () => {
  const { dealId, intent, deposit } = await payable(stage);
  for (let n = 1n; n <= 3n; n += 1n) await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: n }));
  await payment.processInbox(stage.system(), stage.ports);
  for (const sort of ["newest", "oldest"] as const) {
    const one = await list({ search: dealId, sort, limit: 2 });
    const two = await list({ search: dealId, sort, limit: 2, cursor: one.meta.nextCursor ?? "" });
    const times = [...one.data, ...two.data].map(({ arrivedAt }) => arrivedAt);
    expect(times).toHaveLength(3);
    expect(new Set([...one.data, ...two.data].map(({ id }) => id)).size).toBe(3);
    expect(times).toEqual(sort === "newest" ? times.toSorted().toReversed() : times.toSorted());
  }
  const { meta } = await list({ search: dealId, limit: 2 });
  await expect(list({ search: deposit, limit: 2, cursor: meta.nextCursor ?? "" })).rejects.toMatchObject({ code: "INVALID_CURSOR" });
});

test("staff alone read it, each of their own tenant", async () => {
  const { dealId, intent, deposit } = await payable(stage);
  await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: PRICE }));
  await payment.processInbox(stage.system(), stage.ports);
  const asked = { limit: 100, sort: "newest", search: dealId } as const;
  await expect(payment.listDeposits(stage.people.buyer(), asked)).rejects.toMatchObject({ code: "FORBIDDEN" });
  const guard = stage.people.guard();
  if (guard.actor.kind !== "user") throw new Error("the guard is a person");
  const elsewhere = { ...guard, actor: { ...guard.actor, tenantId: "00000000-0000-7000-8000-00000000dead" } };
  expect((await payment.listDeposits(guard, asked)).data).toHaveLength(1);
  expect((await payment.listDeposits(elsewhere, asked)).data).toEqual([]);
});
