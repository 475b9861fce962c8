import { exportAuditInput, listAuditInput } from "@amanat/contracts";
import { describe, expect, test } from "vitest";
import { auditFile, auditInput, misfits, NO_SEARCH, PERIOD_NAMES } from "./audit-filter.ts";

const AT = Date.UTC(2026, 10, 21, 12);
const FULL = {
  action: "payout.",
  actor: `usr_${"a".repeat(32)}`,
  subject: `deal_${"b".repeat(32)}`,
  call: "corr-1",
  period: "week",
} as const;

describe("a search", () => {
  test("asks what the contract takes, for every period", () => {
    for (const period of PERIOD_NAMES) {
      expect(listAuditInput.safeParse({ ...auditInput({ ...FULL, period }, AT), limit: 50 }).success).toBe(true);
      const { searchParams } = new URL(auditFile({ ...FULL, period }, AT), "http://x");
      expect(exportAuditInput.safeParse(Object.fromEntries(searchParams)).success).toBe(true);
    }
    expect(auditInput(FULL, AT)).toEqual({
      action: "payout.",
      actor: FULL.actor,
      subject: FULL.subject,
      correlationId: "corr-1",
      from: "2026-11-14T12:00:00.000Z",
    });
    expect(auditInput(NO_SEARCH, AT)).toEqual({});
  });

  test("knows what no field takes, as the contract does", () => {
    const wrong = { ...FULL, action: "payout approve", actor: "somebody", subject: "deal", call: "a b" };
    expect(misfits(wrong)).toEqual(["action", "actor", "subject", "call"]);
    expect(misfits(FULL)).toEqual([]);
    for (const [field, value] of [
      ["action", wrong.action],
      ["actor", wrong.actor],
      ["subject", wrong.subject],
      ["correlationId", wrong.call],
    ] as const)
      expect(listAuditInput.safeParse({ [field]: value }).success).toBe(false);
    expect(auditInput(wrong, AT)).toEqual({ from: "2026-11-14T12:00:00.000Z" });
  });
});
