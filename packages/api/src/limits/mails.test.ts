import { DomainError, type ErrorCode } from "@amanat/contracts";
import { DEFAULT_LIMITS, type Limits, openLimits } from "@amanat/limits";
import { useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mailing } from "./mails.ts";

const house = useDatabase();
let limits: Limits;
beforeAll(() => (limits = openLimits(house.db)));
afterAll(() => limits.close());

/** Codes of more calls than a mailbox may cause, all of which end in the same way. */
async function failing(mailbox: string, address: string, failure: Error): Promise<string[]> {
  const codes: string[] = [];
  for (let n = 0; n < DEFAULT_LIMITS.mailbox.points + 2; n += 1) {
    const call = mailing({ limits, captcha: null }, { mailbox, address, captcha: null, person: null }, () => Promise.reject(failure));
    codes.push(await call.catch((error: { code?: string }) => error.code ?? "?"));
  }
  return codes;
}

describe("mails that were asked for and not sent", () => {
  it.each<ErrorCode>(["STEP_UP_REQUIRED", "VALIDATION_ERROR", "BUSY"])("cost nothing when the call was refused with %s", async (code) => {
    const codes = await failing(`${code}@amanat.test`, "10.1.0.1", new DomainError(code));
    expect(new Set(codes)).toEqual(new Set([code]));
  });

  it("count when the call dies on the way, which its caller may have meant", async () => {
    expect((await failing("broken@amanat.test", "10.1.0.2", new Error("the database refused"))).at(-1)).toBe("RATE_LIMITED");
    expect((await failing("limited@amanat.test", "10.1.0.3", new DomainError("INVALID_STATE"))).at(-1)).toBe("RATE_LIMITED");
  });
});
