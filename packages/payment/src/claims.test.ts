import { atOnce, failureCodes, proved, succeeded, useDatabase } from "@amanat/testing";
import { randomBytes } from "node:crypto";
import { uuidOf } from "@amanat/contracts";
import { createCtx, type Ctx, inTransaction, TENANT_ID } from "@amanat/db";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { ESCROW, OTHER_TOKEN } from "./testing/small-chain.ts";
import { smallSignature } from "./testing/small-rail.ts";
import { approve, expectBooksToMatchChain, intake, payable, report, setStage, settle, type Stage } from "./testing/stage.ts";

const database = useDatabase();
const fresh = () => `0x${randomBytes(20).toString("hex")}`;
const SENDER = `0x${"5e".repeat(20)}`;
const THIEF = `0x${"7f".repeat(20)}`;
let [HOME, ELSEWHERE] = ["", ""];
let stage: Stage;
let nobody: Ctx;
beforeEach(async () => {
  [HOME, ELSEWHERE] = [fresh(), fresh()];
  stage = await setStage(database.db);
  nobody = createCtx(stage.db, { kind: "anonymous", tenantId: TENANT_ID });
});

async function final(): Promise<void> {
  stage.chain.mine(4);
  await intake(stage);
}

/** Money that fits no price has come to the wallet from SENDER, and whoever knows its transaction finds it. */
async function stray(amount = 40n) {
  const place = stage.chain.pay({ to: ESCROW, amount, from: SENDER });
  await report(stage, payment.walletTarget(stage.chain.id, ESCROW), place);
  await final();
  const { deposits } = await payment.findDeposits(nobody, { chain: stage.chain.id, txHash: place.txHash }, stage.payIn);
  const [found] = deposits;
  if (found === undefined) throw new Error("nothing is found");
  return found;
}

type Wanted = { unmatchedId: string; destination: string };
async function sign(wanted: Wanted, by = SENDER, ctx = nobody) {
  const { text } = await payment.claimTextFor(ctx, wanted, stage.payIn);
  return payment.claimBySignature(ctx, { ...wanted, signature: smallSignature(by, text) }, stage.payIn);
}
const second = (wanted: Wanted) => payment.claimByTransfer(nobody, wanted, stage.payIn);
const seen = (claimId: string) => payment.getClaim(nobody, { claimId }, stage.payIn);
const decide = (claim: { id: string; version: number }, decision: "accept" | "refuse", ctx = stage.people.admin()) =>
  proved(ctx, (sure) =>
    payment.decideClaim(
      sure,
      { claimId: claim.id, version: claim.version, decision, amount: "40", reason: "the key is theirs" },
      stage.payIn,
    ),
  );
const told = (unmatchedId: string) =>
  stage.db.prisma.incident.count({
    where: { kind: "deposit.claimed", state: { not: "closed" }, subject: uuidOf("unmatched", unmatchedId) ?? "" },
  });

describe("money that fits no price goes back to who sent it", () => {
  test("found by its transaction, signed for by the sending key, accepted, approved by another admin, and on the chain", async () => {
    const found = await stray();
    expect(found).toMatchObject({ status: "open", amount: "40", sender: SENDER, ways: ["signature", "transfer"] });
    const claim = await sign({ unmatchedId: found.unmatchedId, destination: HOME });
    expect(claim).toMatchObject({ status: "proved", way: "signature", destination: HOME, paidTx: null });
    expect(await payment.getUnmatched(stage.people.guard(), { unmatchedId: found.unmatchedId })).toMatchObject({ claims: 1 });
    expect(await told(found.unmatchedId)).toBe(1);
    expect(await decide(claim, "accept")).toMatchObject({ status: "accepted", deposit: { status: "refunding" } });
    expect(await told(found.unmatchedId)).toBe(0);
    const { payoutId } = await payment.getUnmatched(stage.people.guard(), { unmatchedId: found.unmatchedId });
    await approve(stage, stage.people.admin2(), payoutId ?? "");
    await settle(stage, 15);
    expect(stage.chain.tokens.get(HOME)).toBe(40n);
    expect(await seen(claim.id)).toMatchObject({
      status: "accepted",
      deposit: { status: "refunded" },
      paidTx: expect.stringMatching(/^0x/),
    });
    await expectBooksToMatchChain(stage);
  });

  test("another token on a deposit address is found and claimed like any other", async () => {
    const { intent, deposit } = await payable(stage);
    const place = stage.chain.pay({ to: deposit, amount: 7n, token: OTHER_TOKEN, from: SENDER });
    await report(stage, intent.id, place);
    await final();
    const { deposits } = await payment.findDeposits(nobody, { chain: stage.chain.id, txHash: place.txHash }, stage.payIn);
    expect(deposits).toMatchObject([{ amount: "7", sender: SENDER, status: "open" }]);
    expect(await sign({ unmatchedId: deposits[0]?.unmatchedId ?? "", destination: HOME })).toMatchObject({ status: "proved" });
  });

  test("who cannot sign sends a second, named amount: it proves the claim, and goes back with the first", async () => {
    const found = await stray();
    const claim = await second({ unmatchedId: found.unmatchedId, destination: HOME });
    expect(claim).toMatchObject({ status: "begun", send: { to: ESCROW } });
    const amount = BigInt(claim.send?.amount ?? 0);
    const wallet = payment.walletTarget(stage.chain.id, ESCROW);
    // Another's money, and another amount of the sender's, prove nothing.
    await report(stage, wallet, stage.chain.pay({ to: ESCROW, amount, from: THIEF }));
    await report(stage, wallet, stage.chain.pay({ to: ESCROW, amount: amount + 1n, from: SENDER }));
    await final();
    expect(await seen(claim.id)).toMatchObject({ status: "begun" });
    await report(stage, wallet, stage.chain.pay({ to: ESCROW, amount, from: SENDER }));
    await final();
    const after = await seen(claim.id);
    expect(after).toMatchObject({ status: "proved", way: "transfer", send: null });
    await decide(after, "accept");
    const { data } = await payment.listPayouts(stage.people.guard(), { limit: 20 });
    for (const { id } of data.filter(({ destination }) => destination === HOME)) await approve(stage, stage.people.admin2(), id);
    await settle(stage, 15);
    expect(stage.chain.tokens.get(HOME)).toBe(40n + amount);
    await expectBooksToMatchChain(stage);
  });
});

describe("nobody else gets it", () => {
  test("another key, another deposit's text, another address, and no signature at all are refused, and nothing is kept", async () => {
    const [found, other] = [await stray(), await stray(41n)];
    const wanted = { unmatchedId: found.unmatchedId, destination: HOME };
    await expect(sign(wanted, THIEF)).rejects.toMatchObject({ code: "CLAIM_NOT_PROVED" });
    for (const from of [
      { ...wanted, destination: ELSEWHERE },
      { ...wanted, unmatchedId: other.unmatchedId },
    ]) {
      const { text } = await payment.claimTextFor(nobody, from, stage.payIn);
      const signature = smallSignature(SENDER, text);
      await expect(payment.claimBySignature(nobody, { ...wanted, signature }, stage.payIn)).rejects.toMatchObject({
        code: "CLAIM_NOT_PROVED",
      });
    }
    await expect(payment.claimBySignature(nobody, { ...wanted, signature: "0x00" }, stage.payIn)).rejects.toMatchObject({
      code: "CLAIM_NOT_PROVED",
    });
    expect(await stage.db.prisma.depositClaim.count({ where: { destination: { in: [HOME, ELSEWHERE] } } })).toBe(0);
  });

  test("an address of ours is refused at every door", async () => {
    const { unmatchedId } = await stray();
    for (const ask of [payment.claimTextFor, payment.claimByTransfer])
      await expect(ask(nobody, { unmatchedId, destination: ESCROW }, stage.payIn)).rejects.toMatchObject({
        issues: [{ path: "destination", code: "address_ours" }],
      });
  });

  test("ten of one claim at once are one; what the sender signs later counts, and what was signed before is closed", async () => {
    const { unmatchedId } = await stray();
    const outcomes = await atOnce(10, () => sign({ unmatchedId, destination: HOME }));
    expect(failureCodes(outcomes)).toEqual([]);
    expect(new Set(succeeded(outcomes).map(({ id }) => id)).size).toBe(1);
    const [first] = succeeded(outcomes);
    const later = await sign({ unmatchedId, destination: ELSEWHERE });
    expect(await seen(first?.id ?? "")).toMatchObject({ status: "closed" });
    expect(await seen(later.id)).toMatchObject({ status: "proved" });
  });

  test("ten wait for a second transfer of one deposit, and no eleventh; each waits for its own amount, for a day", async () => {
    const { unmatchedId } = await stray();
    const addresses = Array.from({ length: 11 }, fresh);
    const address = (n: number) => addresses[n] ?? "";
    const claims = [];
    for (let n = 0; n < 10; n += 1) claims.push(await second({ unmatchedId, destination: address(n) }));
    expect(new Set(claims.map(({ send }) => send?.amount)).size).toBe(10);
    await expect(second({ unmatchedId, destination: address(10) })).rejects.toMatchObject({ code: "CLAIM_LIMIT" });
    // The sender's own word is not held up by them.
    expect(await sign({ unmatchedId, destination: HOME })).toMatchObject({ status: "proved" });
    const [one] = claims;
    const row = await stage.db.prisma.depositClaim.findFirstOrThrow({ where: { destination: address(0) } });
    await inTransaction(stage.system(), (tx) => payment.PAYMENT_TIMERS.claim_ends(tx, row.id));
    expect(await seen(one?.id ?? "")).toMatchObject({ status: "closed" });
    expect(await second({ unmatchedId, destination: address(10) })).toMatchObject({ status: "begun" });
  });

  test("a claim is decided once, by an admin, who may refuse with a reason; what goes back otherwise closes it", async () => {
    const { unmatchedId } = await stray();
    const claim = await sign({ unmatchedId, destination: HOME });
    for (const who of ["buyer", "guard", "resolver"] as const)
      await expect(decide(claim, "accept", stage.people[who]())).rejects.toMatchObject({ code: "FORBIDDEN" });
    const outcomes = await atOnce(5, () => decide(claim, "refuse"));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(await seen(claim.id)).toMatchObject({ status: "refused", reason: "the key is theirs" });
    const again = await sign({ unmatchedId, destination: HOME });
    expect(again.id).not.toBe(claim.id);
    const { version } = await payment.getUnmatched(stage.people.guard(), { unmatchedId });
    const order = { unmatchedId, version, amount: "40", destination: ELSEWHERE, reason: "told us by mail" };
    const moved = await proved(stage.people.admin(), (sure) => payment.refundUnmatched(sure, order, stage.payIn));
    await expect(sign({ unmatchedId, destination: HOME })).rejects.toMatchObject({ code: "INVALID_STATE" });
    await approve(stage, stage.people.admin2(), moved.payoutId);
    await settle(stage, 15);
    expect(await seen(again.id)).toMatchObject({ status: "closed" });
  });

  test("a payout that is rejected makes the claim wait for an admin again", async () => {
    const { unmatchedId } = await stray();
    const claim = await sign({ unmatchedId, destination: HOME });
    await decide(claim, "accept");
    const { payoutId } = await payment.getUnmatched(stage.people.guard(), { unmatchedId });
    const { version } = await payment.getPayout(stage.people.guard(), { payoutId: payoutId ?? "" });
    await proved(stage.people.admin2(), (sure) =>
      payment.rejectPayout(sure, { payoutId: payoutId ?? "", version, reason: "asked for more" }),
    );
    expect(await seen(claim.id)).toMatchObject({ status: "proved", deposit: { status: "open" } });
    expect(await told(unmatchedId)).toBe(1);
  });
});

test("what nobody knows the sender of, and what is a payment, is not found", async () => {
  const { intent, deposit } = await payable(stage);
  const place = stage.chain.pay({ to: deposit, amount: 5n, from: SENDER });
  await report(stage, intent.id, place);
  await final();
  expect(await payment.findDeposits(nobody, { chain: stage.chain.id, txHash: place.txHash }, stage.payIn)).toEqual({ deposits: [] });
});
