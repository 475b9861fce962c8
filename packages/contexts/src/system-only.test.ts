import { readAml } from "@amanat/aml";
import { publicId } from "@amanat/contracts";
import { type Ctx, feeder, inTransaction, newId, type Reaction } from "@amanat/db";
import { dossierKey } from "@amanat/dossier";
import { fileStore } from "@amanat/files";
import { railsOf } from "@amanat/payment";
import { setStage, type Stage } from "@amanat/payment/testing/stage";
import { useDatabase } from "@amanat/testing";
import { webhookPorts } from "@amanat/webhooks";
import { beforeAll, expect, test } from "vitest";
import { choresOf, CONSUMERS, FEEDS, TIMERS } from "./index.ts";

/** What the worker does is refused to everybody else, also to an admin and to whoever is nobody: loops, timers and reactions alike. */

const database = useDatabase();
let stage: Stage;
beforeAll(async () => {
  stage = await setStage(database.db);
});
const others = (): Ctx[] => [stage.people.admin(), stage.people.buyer(), stage.people.anonymous()];
const refuses = async (act: (ctx: Ctx) => Promise<unknown>) => {
  for (const ctx of others()) await expect(act(ctx)).rejects.toMatchObject({ code: "FORBIDDEN" });
};

test("loops", async () => {
  const rails = railsOf([stage.rail]);
  const settings = { baseDelayMs: 1, maxDelayMs: 1, timeoutMs: 1, maxRetries: null };
  const webhooks = { ...webhookPorts({ JWT_SECRET: "of a test", OUTBOUND_LOCAL_HOSTS: {} }), settings };
  const files = fileStore({ UPLOAD_PATH: "/nowhere", S3_REGION: "nowhere" });
  const chores = choresOf({
    rails,
    providers: [],
    providerMode: "live",
    pollMs: 1_000,
    sweepMs: 1_000,
    signer: "hot-key",
    driftThreshold: 1,
    webhooks,
    files,
    aml: readAml({}),
    prices: null,
    notices: {},
    dossiers: { key: dossierKey({ JWT_SECRET: "of a test" }), origin: "http://localhost:3000" },
    ledgerAnchors: null,
    auditAnchors: null,
  });
  expect(chores.length).toBeGreaterThan(10);
  for (const { turn } of chores) await refuses(turn);
});

test.each(FEEDS.map((feed) => [feed.name, feed] as const))("the feed %s", async (_name, feed) => {
  await refuses(feeder(feed));
});

test.each(Object.entries(TIMERS))("the timer %s", async (_purpose, run) => {
  await refuses((ctx) => inTransaction(ctx, (tx) => run(tx, newId())));
});

const reactions = CONSUMERS.flatMap(({ name, reactions: own }) =>
  Object.entries(own).map(([type, react]) => [`${name} to ${type}`, type, react as Reaction] as const),
);

test.each(reactions)("the reaction of %s", async (_name, type, react) => {
  const payload = {
    dealId: publicId("deal", newId()),
    payoutId: publicId("payout", newId()),
    kind: "refund",
    amount: "1",
    reopened: true,
    byKey: true,
    payBy: new Date(0).toISOString(),
  };
  const event = { type, subjectId: newId(), payload } as never;
  await refuses((ctx) => inTransaction(ctx, (tx) => react(tx, event)));
});
