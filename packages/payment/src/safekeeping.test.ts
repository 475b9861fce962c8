import { GLASS_MINUTES, TEXT_MINUTES, uuidOf } from "@amanat/contracts";
import { changeSetting, type Ctx, inTransaction } from "@amanat/db";
import { atOnce, failureCodes, proved, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { SETTINGS } from "./settings.ts";
import { decisionsOn } from "./safekeeping-state.ts";
import { smallDevice, smallDevices } from "./testing/small-devices.ts";
import { PAID_TO, releasable, setStage, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
/** Ports of a process that requires devices. */
let strict: payment.PayInPorts;
beforeEach(async () => {
  await database.db.prisma.approvalDevice.deleteMany();
  await database.db.prisma.breakGlass.deleteMany();
  stage = await setStage(database.db);
  strict = { ...stage.payIn, safekeeping: { required: true, devices: smallDevices } };
});

const MINUTE_MS = 60_000;
const device = smallDevice(0);
const later = (ctx: Ctx, minutes: number): Ctx => {
  const at = new Date(Date.now() + minutes * MINUTE_MS);
  return { ...ctx, clock: { now: () => Promise.resolve(at) } };
};

async function register(ctx: Ctx = stage.people.admin(), one = device) {
  const { textId, text } = await payment.deviceText(ctx, { xpub: one.xpub }, strict);
  const input = { label: "The one in the safe", xpub: one.xpub, signed: { textId, signature: one.sign(text) } };
  return proved(ctx, (sure) => payment.registerDevice(sure, input, strict));
}
const decide = (ctx: Ctx, seen: { id: string; version: number }, decision: "accept" | "suspend" | "keep" | "revoke") =>
  proved(ctx, (sure) => payment.decideDevice(sure, { deviceId: seen.id, version: seen.version, decision }, strict));
const accepted = async () => decide(stage.people.admin2(), await register(), "accept");

async function approve(ctx: Ctx, payoutId: string, signed?: { textId: string; signature: string }, { ports = strict } = {}) {
  const { amount } = await payment.getPayout(ctx, { payoutId }, ports);
  const input = { payoutId, version: 0, amount, destination: PAID_TO, ...(signed === undefined ? {} : { signed }) };
  return proved(ctx, (sure) => payment.approvePayout(sure, input, ports));
}
async function signedText(ctx: Ctx, payoutId: string, one = device) {
  const { textId, text } = await payment.approvalText(ctx, { payoutId, version: 0 }, strict);
  return { textId, text, signature: one.sign(text) };
}
const breakGlass = (ctx: Ctx = stage.people.admin()) =>
  proved(ctx, (sure) => payment.breakGlass(sure, { reason: "The safe can not be opened" }, strict));

describe("a device", () => {
  test("is registered by one, accepted by another, stopped by anybody at once, and revoked or kept by another than who stopped it", async () => {
    const { people } = stage;
    const asked = await register();
    expect(asked).toMatchObject({ status: "asked", mine: true, address: device.address, may: ["revoke"] });
    await expect(decide(people.admin(), asked, "accept")).rejects.toMatchObject({ code: "SELF_APPROVAL" });
    const active = await decide(people.admin2(), asked, "accept");
    expect(active).toMatchObject({ status: "active", mine: false, may: ["suspend"] });
    const stopped = await decide(people.admin(), active, "suspend");
    await expect(decide(people.admin(), stopped, "revoke")).rejects.toMatchObject({ code: "SELF_APPROVAL" });
    await expect(decide(people.admin(), stopped, "keep")).rejects.toMatchObject({ code: "SELF_APPROVAL" });
    const revoked = await decide(people.admin2(), stopped, "revoke");
    expect(revoked).toMatchObject({ status: "revoked", may: [] });
    await expect(decide(people.admin2(), revoked, "keep")).rejects.toMatchObject({ code: "INVALID_STATE" });
    const told = await database.db.prisma.event.findMany({ where: { type: "safekeeping.device_changed.v1", channel: "role:admin" } });
    expect(told.map(({ payload }) => (payload as { status: string }).status)).toEqual(["asked", "active", "suspended", "revoked"]);
  });

  test("that somebody else stopped is not started by its owner", () => {
    const standing = { status: "suspended", ownerId: "owner", movedById: "guardian" };
    expect([...decisionsOn(standing, "owner").keys()]).toEqual(["revoke"]);
    expect([...decisionsOn(standing, "guardian").keys()]).toEqual([]);
    expect([...decisionsOn(standing, "third").keys()]).toEqual(["keep", "revoke"]);
  });

  test("shows that it has its key, once: a text of another key, another admin, used or old registers nothing", async () => {
    const { people } = stage;
    const other = smallDevice(1);
    const { textId, text } = await payment.deviceText(people.admin(), { xpub: device.xpub }, strict);
    const ask = (ctx: Ctx, signature: string, xpub = device.xpub) =>
      proved(ctx, (sure) => payment.registerDevice(sure, { label: "Mine", xpub, signed: { textId, signature } }, strict));
    await expect(ask(people.admin(), other.sign(text))).rejects.toMatchObject({ code: "TEXT_NOT_SIGNED" });
    await expect(ask(people.admin(), other.sign(text), other.xpub)).rejects.toMatchObject({ code: "TEXT_NOT_SIGNED" });
    await expect(ask(people.admin2(), device.sign(text))).rejects.toMatchObject({ code: "TEXT_NOT_SIGNED" });
    await expect(ask(later(people.admin(), TEXT_MINUTES), device.sign(text))).rejects.toMatchObject({ code: "TEXT_NOT_SIGNED" });
    const all = await atOnce(4, () => ask(people.admin(), device.sign(text)));
    expect([succeeded(all).length, new Set(failureCodes(all))]).toEqual([1, new Set(["TEXT_NOT_SIGNED"])]);
    // Nobody else's either, while it is not revoked.
    await expect(register(people.admin2())).rejects.toMatchObject({ code: "INVALID_STATE" });
  });

  test("is one of three at most", async () => {
    for (const seed of [0, 1, 2]) await register(stage.people.admin(), smallDevice(seed));
    await expect(register(stage.people.admin(), smallDevice(3))).rejects.toMatchObject({ code: "DEVICE_LIMIT" });
    expect((await register(stage.people.admin2(), smallDevice(3))).status).toBe("asked");
  });
});

describe("where devices are required", () => {
  test("an approval goes with the admin's own device's signature over exactly this payout, and without one not at all", async () => {
    const { people } = stage;
    const { payoutId } = await releasable(stage);
    const other = await releasable(stage);
    await expect(approve(people.admin(), payoutId)).rejects.toMatchObject({ code: "DEVICE_NEEDED" });
    await expect(payment.approvalText(people.admin(), { payoutId, version: 0 }, strict)).rejects.toMatchObject({ code: "DEVICE_NEEDED" });
    const waiting = await register();
    await expect(payment.approvalText(people.admin(), { payoutId, version: 0 }, strict)).rejects.toMatchObject({ code: "DEVICE_NEEDED" });
    await decide(people.admin2(), waiting, "accept");
    expect((await payment.getPayout(people.admin(), { payoutId }, strict)).check?.device).toBe("needed");

    const { text, ...signed } = await signedText(people.admin(), payoutId);
    for (const line of [payoutId, PAID_TO, "Base units: 990000", stage.chain.id]) expect(text).toContain(line);
    await expect(approve(people.admin(), other.payoutId, signed)).rejects.toMatchObject({ code: "TEXT_NOT_SIGNED" });
    await expect(approve(people.admin2(), payoutId, signed)).rejects.toMatchObject({ code: "TEXT_NOT_SIGNED" });
    const forged = { ...signed, signature: smallDevice(1).sign(text) };
    await expect(approve(people.admin(), payoutId, forged)).rejects.toMatchObject({ code: "TEXT_NOT_SIGNED" });
    await expect(approve(later(people.admin(), TEXT_MINUTES), payoutId, signed)).rejects.toMatchObject({ code: "TEXT_NOT_SIGNED" });
    const all = await atOnce(4, () => approve(people.admin(), payoutId, signed));
    expect(succeeded(all)).toMatchObject([{ status: "approved" }]);
    const entry = await database.db.prisma.auditEntry.findFirstOrThrow({
      where: { action: "payout.approve", subjectId: uuidOf("payout", payoutId) },
    });
    expect(entry.payload).toMatchObject({ device: device.address, textId: signed.textId, signed: signed.signature });
  });

  test("a device that was stopped signs nothing, not even what it signed before", async () => {
    const { people } = stage;
    const active = await accepted();
    const { payoutId } = await releasable(stage);
    const { text: _text, ...signed } = await signedText(people.admin(), payoutId);
    await decide(people.admin2(), active, "suspend");
    await expect(approve(people.admin(), payoutId, signed)).rejects.toMatchObject({ code: "TEXT_NOT_SIGNED" });
  });

  test("several at once are each refused by name", async () => {
    const { payoutId, amount } = await releasable(stage);
    const balance = (await payment.getPayout(stage.people.admin(), { payoutId }, strict)).check?.balance ?? "";
    const payouts = [{ payoutId, version: 0, amount: amount.toString(), destination: PAID_TO, balance }];
    const input = { asset: stage.asset, total: amount.toString(), payouts };
    const { results } = await proved(stage.people.admin(), (sure) => payment.approvePayouts(sure, input, strict));
    expect(results).toMatchObject([{ moved: null, refused: { code: "DEVICE_NEEDED" } }]);
  });
});

test("above the limit of two, a device's signature stands for the second admin", async () => {
  const lax = { ...stage.payIn, safekeeping: { required: false, devices: smallDevices } };
  const limit = { [stage.asset]: "1" };
  await accepted();
  await inTransaction(stage.system(), (tx) => changeSetting(tx, SETTINGS.twoAbove, limit));
  const { payoutId } = await releasable(stage);
  expect((await payment.getPayout(stage.people.admin(), { payoutId }, lax)).check?.device).toBe("may_be");
  const { text: _text, ...signed } = await signedText(stage.people.admin(), payoutId);
  expect((await approve(stage.people.admin(), payoutId, signed, { ports: lax })).status).toBe("approved");
  const alone = await releasable(stage);
  expect((await approve(stage.people.admin(), alone.payoutId, undefined, { ports: lax })).status).toBe("pending_approval");
});

describe("broken glass", () => {
  test("lets approvals go without a device for an hour, tells everybody, and ends by anybody's word or by its time, also where no worker runs", async () => {
    const { people } = stage;
    const { payoutId } = await releasable(stage);
    const broken = await breakGlass();
    expect(new Date(broken.until).getTime() - new Date(broken.startedAt).getTime()).toBe(GLASS_MINUTES * MINUTE_MS);
    const live = { where: { kind: "safekeeping.glass_broken", state: { not: "closed" } } };
    expect(await database.db.prisma.incident.count(live)).toBe(1);
    await expect(breakGlass(people.admin2())).rejects.toMatchObject({ code: "INVALID_STATE" });
    // Its hour is over, and nobody has noted it.
    await expect(approve(later(people.admin(), GLASS_MINUTES), payoutId)).rejects.toMatchObject({ code: "DEVICE_NEEDED" });
    expect((await approve(people.admin(), payoutId)).status).toBe("approved");
    const again = await releasable(stage);
    expect(await payment.endBreakGlass(people.guard(), { breakGlassId: broken.id })).toMatchObject({ endedBy: "guard" });
    await expect(approve(people.admin(), again.payoutId)).rejects.toMatchObject({ code: "DEVICE_NEEDED" });
    expect(await database.db.prisma.incident.count(live)).toBe(0);
    expect((await payment.safekeeping(people.guard(), strict)).history).toHaveLength(1);
  });

  test("is broken once by many, ends by its timer, and is no way around where nothing is required", async () => {
    const all = await atOnce(4, () => breakGlass());
    expect([succeeded(all).length, failureCodes(all)]).toEqual([1, ["INVALID_STATE", "INVALID_STATE", "INVALID_STATE"]]);
    const { id } = await database.db.prisma.breakGlass.findFirstOrThrow({ where: { endedAt: null } });
    await inTransaction(stage.system(), (tx) => payment.PAYMENT_TIMERS.glass_ends(tx, id));
    expect(await payment.safekeeping(stage.people.admin(), strict)).toMatchObject({ glass: null, history: [{ endedBy: null }] });
    await expect(
      proved(stage.people.admin(), (sure) => payment.breakGlass(sure, { reason: "Just to see what happens" }, stage.payIn)),
    ).rejects.toMatchObject({ code: "INVALID_STATE" });
  });
});
