import { hash } from "@node-rs/argon2";
import { newPasswordSchema, opaqueString } from "@amanat/contracts";
import { createCtx } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { anonymous, ensureUser, provePassword, register } from "./index.ts";
import { passwordFit, spellings } from "./internal/password.ts";

const test = useDatabase({ jobs: true });
const nobody = () => createCtx(test.db, anonymous());

const COMPOSED = "caf\u00E9 au lait, s\u00E3o";
const DECOMPOSED = COMPOSED.normalize("NFD");
const signsIn = (email: string, password: string) =>
  provePassword(nobody(), { email, password }).then(
    () => true,
    () => false,
  );
const hashOf = async (email: string) => (await test.db.prisma.user.findFirstOrThrow({ where: { email } })).passwordHash;

describe("RFC 8265: a password has one form, whatever keyboard types it", () => {
  it.each([
    ["e\u0301", "\u00E9"],
    ["a\u00A0b\u3000c\u2009d", "a b c d"],
    // Case and width are kept, and so is what only compatibility would join.
    ["Correct Horse", "Correct Horse"],
    ["\uFF21\uFB01", "\uFF21\uFB01"],
    ["\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645"],
  ])("%j is compared as %j", (typed, compared) => {
    expect(opaqueString(typed)).toBe(compared);
    expect(opaqueString(compared)).toBe(compared);
  });

  it("a new one holds no control or hidden characters, and is as long as it is compared", () => {
    for (const bad of ["\u0000", "\t", "\u001B", "\u202E", "\uD800", "\u200B", "\u00AD"])
      expect(newPasswordSchema.safeParse(`quiet frogs ${bad}`).success, JSON.stringify(bad)).toBe(false);
    expect(newPasswordSchema.safeParse("e\u0301".repeat(9)).success).toBe(false);
    expect(newPasswordSchema.safeParse("e\u0301".repeat(10)).data).toBe("\u00E9".repeat(10));
  });

  it("set in one form, it signs in in the other", async () => {
    for (const [email, set, typed] of [
      ["composed@amanat.test", COMPOSED, DECOMPOSED],
      ["decomposed@amanat.test", DECOMPOSED, COMPOSED],
    ] as const) {
      await ensureUser(test.db, { email, password: set, name: "Person", roles: ["buyer"] });
      expect([await signsIn(email, typed), await signsIn(email, set), await signsIn(email, `${set}!`)]).toEqual([true, true, false]);
    }
  });
});

describe("a password from before", () => {
  const stored = { raw: "", email: "before@amanat.test" };
  beforeAll(async () => {
    await ensureUser(test.db, { email: stored.email, password: "something else", name: "Person", roles: ["buyer"] });
  });

  it.each([
    ["its own keyboard", DECOMPOSED],
    ["another keyboard", COMPOSED],
  ])("stored byte by byte still fits from %s, and is stored anew, once", async (_which, typed) => {
    const passwordHash = await hash(DECOMPOSED);
    await test.db.prisma.user.updateMany({ where: { email: stored.email }, data: { passwordHash } });
    expect(await signsIn(stored.email, `${typed}x`)).toBe(false);
    expect(await hashOf(stored.email)).toBe(passwordHash);
    expect(await signsIn(stored.email, typed)).toBe(true);
    const anew = await hashOf(stored.email);
    expect(anew).not.toBe(passwordHash);
    expect(await passwordFit(anew, typed)).toBe("now");
    expect([await signsIn(stored.email, COMPOSED), await signsIn(stored.email, DECOMPOSED)]).toEqual([true, true]);
    expect(await hashOf(stored.email)).toBe(anew);
  });

  it("costs no more than two hashes a try, whoever is asked about: what was typed decides", () => {
    const counts = ["correct horse battery", COMPOSED, DECOMPOSED, `${COMPOSED}${DECOMPOSED}\u00A0`].map(
      (typed) => spellings(typed).length,
    );
    expect(counts).toEqual([1, 2, 2, 2]);
  });
});

it("nobody registers under a name that reads as ours", async () => {
  for (const name of ["Amanat Support Team ✅", "Аmаnаt Ѕuрроrt", "پشتيباني امانت", "Admin"])
    await expect(register(nobody(), { email: "imitator@amanat.test", password: COMPOSED, name, locale: "fa" })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "name", code: "name_imitates" }],
    });
  expect(await test.db.prisma.user.count({ where: { email: "imitator@amanat.test" } })).toBe(0);
});
