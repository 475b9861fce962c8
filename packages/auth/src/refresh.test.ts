import { atOnce, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import { createCtx, type Ctx } from "@amanat/db";
import { beforeAll, describe, expect, it } from "vitest";
import { actorFromCredential, anonymous, ensureUser, enterAsBrowser, enterAsProgram, provePassword, refresh, signOut } from "./index.ts";

const test = useDatabase();
const PASSWORD = "correct horse battery";
const ORIGIN = { surface: "sdk", userAgent: "vitest", address: "192.0.2.7" } as const;
let nobody: Ctx;

beforeAll(() => {
  nobody = createCtx(test.db, anonymous());
});

async function proven(email: string) {
  await ensureUser(test.db, { email, password: PASSWORD, name: "Program", roles: ["buyer", "seller"] });
  return provePassword(nobody, { email, password: PASSWORD });
}

const signedIn = async (email: string) => enterAsProgram(nobody, await proven(email), ORIGIN);
const bearer = (token: string) => actorFromCredential(test.db, { carrier: "bearer", token, address: ORIGIN.address });
const ended = { code: "INVALID_TOKEN" };

/** Moves everything of a session into the past. */
async function later(accessToken: string, seconds: number): Promise<void> {
  const { sessionId } = await bearer(accessToken);
  const past = `- make_interval(secs => ${seconds})`;
  await test.db.pool.query(`UPDATE "RefreshToken" SET "usedAt" = "usedAt" ${past} WHERE "sessionId" = $1`, [sessionId]);
  await test.db.pool.query(`UPDATE "AccessToken" SET "expiresAt" = "expiresAt" ${past} WHERE "sessionId" = $1`, [sessionId]);
}

describe("refreshing", () => {
  it("abuse 19: ten parallel refreshes produce one child, and everybody is told it", async () => {
    const first = await signedIn("ten@amanat.test");
    const { sessionId } = await bearer(first.accessToken);
    const outcomes = await atOnce(10, () => refresh(nobody, { refreshToken: first.refreshToken }));
    expect(failureCodes(outcomes)).toEqual([]);
    expect(new Set(succeeded(outcomes).map((pair) => `${pair.accessToken} ${pair.refreshToken}`)).size).toBe(1);
    // The parent and one child; the first bearer and one more.
    expect(await test.db.prisma.refreshToken.count({ where: { sessionId } })).toBe(2);
    expect(await test.db.prisma.accessToken.count({ where: { sessionId } })).toBe(2);
    const [child] = succeeded(outcomes);
    expect(await bearer(child?.accessToken ?? "")).toMatchObject({ sessionId });
  });

  it("abuse 19: reuse after the grace ends the session and everything bought from it", async () => {
    const first = await signedIn("reused@amanat.test");
    const second = await refresh(nobody, { refreshToken: first.refreshToken });
    const third = await refresh(nobody, { refreshToken: second.refreshToken });
    await later(third.accessToken, 11);
    await expect(refresh(nobody, { refreshToken: first.refreshToken })).rejects.toMatchObject(ended);
    for (const pair of [second, third]) {
      await expect(refresh(nobody, { refreshToken: pair.refreshToken })).rejects.toMatchObject(ended);
      await expect(bearer(pair.accessToken)).rejects.toMatchObject(ended);
    }
    const actions = await test.db.prisma.auditEntry.findMany({ where: { action: "auth.refresh.replayed" } });
    expect(actions).toHaveLength(1);
  });

  it("tells no more than the tokens do: neither hash makes a successor", async () => {
    const first = await signedIn("stored@amanat.test");
    const second = await refresh(nobody, { refreshToken: first.refreshToken });
    const stored = await test.db.pool.query(`SELECT r::text AS row FROM "RefreshToken" r UNION ALL SELECT a::text FROM "AccessToken" a`);
    for (const token of [first.refreshToken, first.accessToken, second.refreshToken, second.accessToken])
      expect(JSON.stringify(stored.rows)).not.toContain(token);
  });

  it("thirty times in a minute is enough for one session, which then waits and has lost nothing", async () => {
    const first = await signedIn("endless@amanat.test");
    const bought: { refreshToken: string }[] = [first];
    const renew = async () => void bought.push(await refresh(nobody, { refreshToken: bought.at(-1)?.refreshToken ?? "" }));
    for (let pair = 1; pair < 30; pair += 1) await renew();
    await expect(renew()).rejects.toMatchObject({ code: "RATE_LIMITED" });
    await later(first.accessToken, 60);
    await renew();
    expect(bought).toHaveLength(31);
  });

  it("thirty pairs are all that a session gets in its last minutes, when none lives as long as others do", async () => {
    const first = await signedIn("ending@amanat.test");
    const { sessionId } = await bearer(first.accessToken);
    await test.db.pool.query(`UPDATE "Session" SET "absExpiresAt" = now() + interval '5 minutes' WHERE "id" = $1`, [sessionId]);
    for (const table of ["AccessToken", "RefreshToken"])
      await test.db.pool.query(
        `UPDATE "${table}" SET "expiresAt" = (SELECT "absExpiresAt" FROM "Session" WHERE "id" = $1) WHERE "sessionId" = $1`,
        [sessionId],
      );
    let { refreshToken } = first;
    for (let pair = 1; pair < 30; pair += 1) ({ refreshToken } = await refresh(nobody, { refreshToken }));
    await expect(refresh(nobody, { refreshToken })).rejects.toMatchObject({ code: "RATE_LIMITED" });
  });

  it("refuses what is no refresh token, unknown, or of a session that ended", async () => {
    const own = await signedIn("ended@amanat.test");
    const unknown = `amn_rt_${"A".repeat(43)}`;
    for (const refreshToken of ["", "x", own.accessToken, unknown])
      await expect(refresh(nobody, { refreshToken })).rejects.toMatchObject(ended);
    await signOut(createCtx(test.db, await bearer(own.accessToken)));
    await expect(refresh(nobody, { refreshToken: own.refreshToken })).rejects.toMatchObject(ended);
    const deleted = await signedIn("deleted@amanat.test");
    await test.db.pool.query(`UPDATE "User" SET "deletedAt" = now() WHERE "email" = 'deleted@amanat.test'`);
    await expect(refresh(nobody, { refreshToken: deleted.refreshToken })).rejects.toMatchObject(ended);
  });
});

describe("bearers", () => {
  it("live ten minutes", async () => {
    const own = await signedIn("minutes@amanat.test");
    const left = Date.parse(own.accessExpiresAt) - Date.now();
    expect(left).toBeGreaterThan(590_000);
    expect(left).toBeLessThan(605_000);
    await later(own.accessToken, 601);
    await expect(bearer(own.accessToken)).rejects.toMatchObject(ended);
    expect((await refresh(nobody, { refreshToken: own.refreshToken })).accessToken).not.toBe(own.accessToken);
  });

  it("are no cookies, and cookies no bearers", async () => {
    const person = await proven("places@amanat.test");
    const program = await enterAsProgram(nobody, person, ORIGIN);
    const browser = await enterAsBrowser(nobody, person, ORIGIN);
    await expect(bearer(browser.token)).rejects.toMatchObject(ended);
    await expect(bearer(program.refreshToken)).rejects.toMatchObject(ended);
    const inCookie = actorFromCredential(test.db, { carrier: "cookie", token: program.accessToken, address: "" });
    await expect(inCookie).rejects.toMatchObject(ended);
  });

  it("abuse 17: every sign-in makes a token of its own, whatever the caller brought", async () => {
    const person = await proven("fixed@amanat.test");
    const planted = await enterAsBrowser(nobody, person, ORIGIN);
    const again = await enterAsBrowser(
      createCtx(test.db, await actorFromCredential(test.db, { carrier: "cookie", token: planted.token, address: "" })),
      person,
      ORIGIN,
    );
    expect(again.token).not.toBe(planted.token);
    expect(again.sessionId).not.toBe(planted.sessionId);
  });
});
