import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { bytes, createCtx, newId } from "@amanat/db";
import { atOnce, cast, succeeded, useDatabase } from "@amanat/testing";
import { anonymous, forgetExpired } from "../index.ts";

const test = useDatabase();
const HOUR = 3_600_000;

it("forgets what ended two days ago and nothing younger, however many workers do it", async () => {
  const { buyer, system } = await cast(test.db);
  const ends = (hours: number) => new Date(Date.now() + hours * HOUR);
  const hash = () => bytes(randomBytes(32));
  for (const hours of [-49, -47, 1]) {
    const expiresAt = ends(hours);
    const own = { hash: hash(), sessionId: buyer.sessionId, expiresAt };
    await test.db.prisma.authChallenge.create({
      data: { id: newId(), purpose: "reset", subject: buyer.id, secretHash: hash(), expiresAt },
    });
    await test.db.prisma.accessToken.create({ data: own });
    await test.db.prisma.refreshToken.create({ data: own });
    await test.db.prisma.stepUpGrant.create({ data: { ...own, userId: buyer.id, demandHash: hash(), method: "passkey" } });
  }
  const turns = succeeded(await atOnce(3, () => forgetExpired(system())));
  expect(turns.reduce((sum, gone) => sum + gone, 0)).toBe(4);
  const { authChallenge, accessToken, refreshToken, stepUpGrant } = test.db.prisma;
  expect(await Promise.all([authChallenge.count(), accessToken.count(), refreshToken.count(), stepUpGrant.count()])).toEqual([2, 2, 2, 2]);
  for (const ctx of [buyer(), createCtx(test.db, anonymous())])
    await expect(forgetExpired(ctx)).rejects.toMatchObject({ code: "FORBIDDEN" });
});
