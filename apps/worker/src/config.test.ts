import { describe, expect, test } from "vitest";
import { workerConfig } from "./config.ts";

const SET = {
  AMANAT_MODE: "demo",
  PG_URL: "postgres://nobody@127.0.0.1:1/none",
  JWT_SECRET: "a secret of more than thirty-two letters",
  FRONTEND_URL: "http://localhost:3000",
  MAIL_DIR: "/tmp/mails",
  UPLOAD_PATH: "/tmp/files",
  CHAIN_RPC_URL: "http://127.0.0.1:8545",
  CHAIN_ID: "31337",
  CHAIN_TOKENS: `0x${"70".repeat(20)}`,
  ESCROW_WALLET_ADDRESS: `0x${"e5".repeat(20)}`,
  CUSTODY_KEY_FILE: "/tmp/custody",
  AMN_SCANNER_URL: "http://127.0.0.1:1",
  AMN_SCANNER_WEBHOOK_SECRET: "a secret of more than thirty-two letters",
};

describe("the timer of sweeps", () => {
  const every = (ms: string) => workerConfig({ ...SET, DERIVED_DESTINATION_SWEEP_INTERVAL_MS: ms }).DERIVED_DESTINATION_SWEEP_INTERVAL_MS;

  test("is switched off by 0, and is never quicker than fifty milliseconds", () => {
    expect(every("0")).toBe(0);
    expect(every("50")).toBe(50);
    for (const wrong of ["49", "-1", "0.5"]) expect(() => every(wrong)).toThrow(/DERIVED_DESTINATION_SWEEP_INTERVAL_MS/);
  });
});
