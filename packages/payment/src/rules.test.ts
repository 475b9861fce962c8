import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  affordableFees,
  approvalBlock,
  chainRef,
  decideCredit,
  feeOf,
  gasLimit,
  isFinal,
  judgeBlock,
  refundsOf,
  type Stake,
} from "./rules.ts";

const open = { status: "confirming", exception: "none", amount: 100n, received: 0n } as const;

test("the whole price is held to the unit, and only once it is complete", () => {
  expect(decideCredit(open, 100n, false)).toEqual({ status: "credited", exception: "none", allocate: 100n, giveBack: 0n, code: "excess" });
  expect(decideCredit(open, 99n, false)).toEqual({
    status: "awaiting",
    exception: "underpaid",
    allocate: 0n,
    giveBack: 0n,
    code: "excess",
  });
  expect(decideCredit(open, 99n, true).status).toBe("confirming");
  expect(decideCredit({ ...open, received: 99n, exception: "underpaid" }, 2n, false)).toMatchObject({
    status: "credited",
    exception: "overpaid",
    allocate: 100n,
    giveBack: 1n,
  });
});

test("money for a price that is paid, or for a deal that is over, goes back whole", () => {
  expect(decideCredit({ ...open, status: "credited", received: 100n }, 7n, false)).toMatchObject({
    status: "credited",
    allocate: 0n,
    giveBack: 7n,
    code: "excess",
  });
  for (const status of ["expired", "cancelled"] as const) {
    expect(decideCredit({ ...open, status }, 100n, false)).toEqual({
      status,
      exception: "late",
      allocate: 0n,
      giveBack: 100n,
      code: "refund",
    });
  }
});

test("nothing arriving is lost: what is allocated, waits and goes back adds up", () => {
  for (const received of [0n, 1n, 50n, 99n]) {
    for (let arriving = 1n; arriving <= 210n; arriving += 1n) {
      const { allocate, giveBack } = decideCredit({ ...open, received }, arriving, false);
      const waits = allocate === 0n ? received + arriving : 0n;
      expect(allocate + giveBack + waits).toBe(received + arriving);
    }
  }
});

const sum = (amounts: readonly bigint[]) => amounts.reduce((all, amount) => all + amount, 0n);

describe("a refund, divided among payers", () => {
  /** Payers with what is left of theirs: from nothing to more than a token has units. */
  const stakes = fc.uniqueArray(fc.record({ id: fc.uuid(), left: fc.bigInt({ min: 0n, max: 10n ** 30n }) }), {
    selector: ({ id }) => id,
    minLength: 1,
    maxLength: 12,
  });
  /** A part of all that is left, in hundred-thousandths, or all of it. */
  const part = fc.bigInt({ min: 0n, max: 100_000n });
  const leftOf = (all: readonly Stake[]) => sum(all.map(({ left }) => left));
  const partOf = (all: readonly Stake[], hundredThousandths: bigint) => (leftOf(all) * hundredThousandths) / 100_000n;

  test("comes to it exactly, gives nobody nothing or more than is left of theirs, and each their proportion to a unit", () => {
    fc.assert(
      fc.property(stakes, part, (all, some) => {
        const refund = partOf(all, some);
        const shares = refundsOf(refund, all);
        expect(sum(shares.map(({ amount }) => amount))).toBe(refund);
        expect(new Set(shares.map(({ id }) => id)).size).toBe(shares.length);
        for (const { id, amount } of shares) {
          const left = all.find((stake) => stake.id === id)?.left ?? 0n;
          expect(amount > 0n && amount <= left).toBe(true);
          expect([0n, 1n]).toContain(amount - (refund * left) / leftOf(all));
        }
      }),
    );
  });

  test("is the same in whatever order the payers are read", () => {
    const shuffled = stakes.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(shuffled, part, ([all, other], some) => {
        expect(refundsOf(partOf(all, some), other)).toEqual(refundsOf(partOf(all, some), all));
      }),
    );
  });

  test("after any refunds before it: nothing is taken back from anybody, and in the end each has all that was theirs", () => {
    fc.assert(
      fc.property(stakes, fc.array(part, { maxLength: 8 }), (all, parts) => {
        let now: readonly Stake[] = all;
        for (const some of [...parts, 100_000n]) {
          const shares = new Map(refundsOf(partOf(now, some), now).map(({ id, amount }) => [id, amount]));
          now = now.map(({ id, left }) => ({ id, left: left - (shares.get(id) ?? 0n) }));
          expect(now.every(({ left }) => left >= 0n)).toBe(true);
        }
        expect(leftOf(now)).toBe(0n);
      }),
    );
  });
});

describe("the fee of releases, one after another", () => {
  const bps = fc.integer({ min: 0, max: 10_000 });
  const releases = fc.array(fc.bigInt({ min: 1n, max: 10n ** 30n }), { minLength: 1, maxLength: 12 });
  /** Releases in turn, each at its own rate: what each bears, and what was taken in all after it. */
  function taken(each: readonly (readonly [release: bigint, bps: number])[]) {
    const tally = { gross: 0n, fee: 0n };
    return each.map(([release, rate]) => {
      const fee = feeOf(release, rate, tally);
      tally.gross += release;
      tally.fee += fee;
      return { release, fee, inAll: tally.fee, gross: tally.gross };
    });
  }

  test("comes after each of them to the fee of all so far, rounded down, however they were cut", () => {
    fc.assert(
      fc.property(releases, bps, (all, rate) => {
        for (const { inAll, gross } of taken(all.map((release) => [release, rate]))) expect(inAll).toBe((gross * BigInt(rate)) / 10_000n);
      }),
    );
  });

  test("is never below nothing nor above the release, so that no total ever falls, the platform's or a payee's", () => {
    fc.assert(
      fc.property(releases, bps, (all, rate) => {
        for (const { fee, release } of taken(all.map((one) => [one, rate]))) expect(fee >= 0n && fee <= release).toBe(true);
      }),
    );
  });

  test("at a rate that changes: what was taken stays taken, and no release bears more than itself", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 30n }), bps), { minLength: 1, maxLength: 12 }), (all) => {
        let before = 0n;
        for (const [index, { fee, release, inAll, gross }] of taken(all).entries()) {
          const due = (gross * BigInt(all[index]?.[1] ?? 0)) / 10_000n;
          expect(fee >= 0n && fee <= release).toBe(true);
          expect(inAll).toBe(due <= before ? before : due - before > release ? before + release : due);
          before = inAll;
        }
      }),
    );
  });
});

test("final means deep enough and, where the chain tells, finalized", () => {
  const policy = {
    chain: "eip155:1",
    evmChainId: 1,
    name: "",
    confirmations: 3,
    reorgDepth: 64,
    requireFinalized: true,
    escrowWallet: "",
    proxy: "",
    explorer: null,
  };
  expect(isFinal(policy, { confirmations: 9, finalized: false })).toBe(false);
  expect(isFinal(policy, { confirmations: 2, finalized: true })).toBe(false);
  expect(isFinal(policy, { confirmations: 3, finalized: true })).toBe(true);
  expect(isFinal({ ...policy, requireFinalized: false }, { confirmations: 3, finalized: false })).toBe(true);
});

test("a block is gone when another final one stands in its place, and from below the depth of reorgs no block goes", () => {
  const policy = { confirmations: 3, requireFinalized: true, reorgDepth: 10 };
  const ours = { blockNumber: 100, blockHash: "ours" };
  const seen = (hash: string | null, head: number, finalized: number | null) =>
    judgeBlock(policy, { head, finalized, hashes: new Map(hash === null ? [] : [[100, hash]]) }, ours);
  expect(seen("ours", 100, null)).toBe("stands");
  expect(seen("ours", 500, 400)).toBe("stands");
  expect(seen(null, 99, 90)).toBe("unknown");
  expect(seen("other", 101, 101)).toBe("unknown");
  expect(seen("other", 105, 99)).toBe("unknown");
  expect(seen("other", 105, null)).toBe("unknown");
  expect(seen("other", 102, 100)).toBe("replaced");
  expect(seen("other", 109, 103)).toBe("replaced");
  expect(seen("other", 110, 103)).toBe("rewritten");
  expect(judgeBlock({ ...policy, requireFinalized: false }, { head: 102, finalized: null, hashes: new Map([[100, "other"]]) }, ours)).toBe(
    "replaced",
  );
});

test("only an admin who neither wrote it nor gains from it, and has not approved it once, may approve, while it waits and is not on hold", () => {
  const [at, later] = [new Date(1_000), new Date(2_000)];
  const payout = {
    status: "pending_approval",
    createdBy: "system",
    partyId: "seller",
    destination: "0x1",
    heldUntil: null,
    firstApprovedById: null,
    firstApprovedFor: null,
  } as const;
  const admin = { kind: "user", tenantId: "t", userId: "admin", sessionId: "s", name: "A", roles: ["admin"], scopes: null } as const;
  const blockOf = (change: Partial<Parameters<typeof approvalBlock>[0]> = {}, actor: Parameters<typeof approvalBlock>[2] = admin) =>
    approvalBlock({ ...payout, ...change }, ["seller", "buyer"], actor, at);
  expect(blockOf()).toBe("none");
  expect(blockOf({}, { ...admin, roles: ["guard", "resolver"] })).toBe("not_admin");
  expect(blockOf({}, { kind: "system", tenantId: "t", process: "worker" })).toBe("not_admin");
  for (const userId of ["seller", "buyer"]) expect(blockOf({}, { ...admin, userId })).toBe("own_deal");
  expect(blockOf({ createdBy: "admin" })).toBe("own_deal");
  expect(blockOf({ status: "approved" })).toBe("not_pending");
  expect([blockOf({ heldUntil: later }), blockOf({ heldUntil: at })]).toEqual(["on_hold", "none"]);
  const once = { firstApprovedById: "admin", firstApprovedFor: "0x1" };
  expect([blockOf(once), blockOf({ ...once, destination: "0x2" }), blockOf({ ...once, firstApprovedById: "other" })]).toEqual([
    "approved_once",
    "none",
    "none",
  ]);
});

test("a sweep never promises more gas than its address holds", () => {
  const gas = gasLimit(50_000n);
  expect(gas).toBe(80_000n);
  for (const balance of [0n, 1n, 80_000n, 500_000n, 10n ** 12n]) {
    const fees = affordableFees({ maxFeePerGas: 7n, maxPriorityFeePerGas: 3n }, gas, balance);
    expect(fees.maxFeePerGas * gas).toBeLessThanOrEqual(balance);
    expect(fees.maxPriorityFeePerGas).toBeLessThanOrEqual(fees.maxFeePerGas);
  }
});

test("names of things on chain", () => {
  expect(chainRef("eip155:1", "0xAB", 3)).toBe("eip155:1:0xab:3");
});
