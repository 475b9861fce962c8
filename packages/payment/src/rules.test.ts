import { expect, test } from "vitest";
import { affordableFees, approvalBlock, chainRef, decideCredit, gasLimit, isFinal } from "./rules.ts";

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

test("final means deep enough and, where the chain tells, finalized", () => {
  const policy = {
    chain: "eip155:1",
    evmChainId: 1,
    name: "",
    confirmations: 3,
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

test("only an admin who neither wrote it nor gains from it may approve, while it waits", () => {
  const payout = { status: "pending_approval", createdBy: "system", partyId: "seller" } as const;
  const parties = ["seller", "buyer"];
  const admin = { kind: "user", tenantId: "t", userId: "admin", sessionId: "s", name: "A", roles: ["admin"], scopes: null } as const;
  expect(approvalBlock(payout, parties, admin)).toBe("none");
  expect(approvalBlock(payout, parties, { ...admin, roles: ["guard", "resolver"] })).toBe("not_admin");
  expect(approvalBlock(payout, parties, { kind: "system", tenantId: "t", process: "worker" })).toBe("not_admin");
  for (const userId of ["seller", "buyer"]) expect(approvalBlock(payout, parties, { ...admin, userId })).toBe("own_deal");
  expect(approvalBlock({ ...payout, createdBy: "admin" }, parties, admin)).toBe("own_deal");
  expect(approvalBlock({ ...payout, status: "approved" }, parties, admin)).toBe("not_pending");
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
