import { randomUUID } from "node:crypto";
import type { DeliveryState } from "@amanat/contracts";
import { changeSetting, inTransaction } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { SETTINGS as KNOBS } from "./settings.ts";
import { deliver, payable, PRICE, report, setStage, type Stage } from "./testing/stage.ts";

/** What operators see of what came to providers' webhooks, however much comes. */

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const shown = async (name: string) => {
  const { providers } = await payment.listProviders(stage.people.guard());
  return providers.find((provider) => provider.name === name) ?? expect.fail(`no ${name}`);
};
const incidents = () => stage.db.prisma.incident.findMany({ where: { kind: "webhook.refused", subject: "request-network" } });

describe("what came to a webhook", () => {
  test("is counted, and ten thousand that were refused are twenty rows of four hundred bytes", async () => {
    const before = await shown("depay");
    const tally = new payment.DeliveryTally();
    const huge = Buffer.alloc(60_000, "x");
    for (let round = 0; round < 10; round += 1) {
      for (let n = 0; n < 1_000; n += 1) tally.note("depay", "refused", huge);
      await tally.write(stage.system());
    }
    tally.note("depay", "stored", Buffer.from("{}"));
    tally.note("depay", "duplicate", Buffer.from("\u0000<script>"));
    await tally.write(stage.system());
    const after = await shown("depay");
    const counted = (outcome: "stored" | "duplicate" | "refused") => after.day[outcome] - before.day[outcome];
    expect([counted("stored"), counted("duplicate"), counted("refused")]).toEqual([1, 1, 10_000]);
    expect(after.refusals).toHaveLength(20);
    expect(after.refusals.every(({ bytes, head }) => bytes === 60_000 && head.length === 400)).toBe(true);
    // Nothing more to write.
    await tally.write(stage.system());
    expect(await shown("depay")).toEqual(after);
  });

  test("tells the operators when too much is refused within an hour, once", async () => {
    await inTransaction(stage.system(), (tx) => changeSetting(tx, KNOBS.refusedAlert, 5));
    const tally = new payment.DeliveryTally();
    const refuse = async (times: number) => {
      for (let n = 0; n < times; n += 1) tally.note("request-network", "refused", Buffer.from("forged"));
      await tally.write(stage.system());
    };
    await refuse(5);
    expect(await shown("request-network")).toMatchObject({ alarmed: false });
    expect(await incidents()).toEqual([]);
    await refuse(1);
    await refuse(100);
    expect(await shown("request-network")).toMatchObject({ alarmed: true });
    expect(await incidents()).toMatchObject([{ subject: "request-network", state: "open" }]);
    await inTransaction(stage.system(), (tx) => changeSetting(tx, KNOBS.refusedAlert, 100));
  });

  test("is listed by what became of it, bytes as they came, and read once more by an admin's word", async () => {
    const { intent, deposit, scope } = await payable(stage);
    const place = stage.chain.pay({ to: deposit, amount: PRICE });
    await report(stage, intent.id, place);
    await deliver(stage.system(), "\u0000 no JSON", { delivery: `n-${randomUUID()}` });
    await payment.processInbox(stage.system(), stage.ports);
    const list = async (state?: DeliveryState) =>
      (await payment.listDeliveries(stage.people.guard(), { provider: "amn.scanner", limit: 5, ...(state === undefined ? {} : { state }) }))
        .data;
    expect((await list("unread"))[0]).toMatchObject({ event: "malformed", outcome: "malformed: not JSON", head: "· no JSON", bytes: 9 });
    const [told] = await list("acted");
    expect(told).toMatchObject({ event: "payment.detected", outcome: "detected" });
    await payment.replayDelivery(stage.people.admin(), { deliveryId: told?.id ?? "" });
    expect((await list("waiting"))[0]).toMatchObject({ id: told?.id, outcome: null });
    await payment.processInbox(stage.system(), stage.ports);
    stage.chain.mine(4);
    await payment.proveTransfers(stage.system(), stage.rail);
    // Read twice, credited once.
    expect((await list("acted")).find(({ id }) => id === told?.id)).toMatchObject({ outcome: "noted" });
    expect(await payment.fundsIn(stage.system(), scope, stage.asset)).toMatchObject({ held: PRICE, balanced: true });
  });
});
