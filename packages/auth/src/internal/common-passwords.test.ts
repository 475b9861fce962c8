import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isCommonPassword, refuseCommonPassword } from "./common-passwords.ts";

const person = { email: "maryam.karimi@amanat.test", name: "Maryam Karimi" };

describe("common passwords", () => {
  it.each([
    "1234567890",
    "qwertyuiop",
    "Password123",
    "P@ssw0rd2026!",
    "passwordpassword",
    "iloveyou iloveyou",
    "aaaaaaaaaaaa",
    "abababababab",
    "abcdefghijkl",
    "0987654321",
    "۱۲۳۴۵۶۷۸۹۰",
    "manchester99",
    "maryam.karimi",
    "MaryamKarimi1",
    "Karimi-1985!!",
    "amanat2026!",
    "maryam.karimi@amanat.test",
  ])("refuses %s", async (password) => {
    expect(await isCommonPassword(password, person)).toBe(true);
  });

  it.each(["correct horse battery", "گلدان روی میز سبز", "Kj4!vReq82_wL", "maryam likes 7 blue owls", "eleven frogs"])(
    "takes %s",
    async (password) => {
      expect(await isCommonPassword(password, person)).toBe(false);
    },
  );

  it("takes a thousand random ones", async () => {
    const refused = await Promise.all(Array.from({ length: 1_000 }, () => isCommonPassword(randomBytes(9).toString("base64url"))));
    expect(refused.filter(Boolean)).toEqual([]);
  });

  it("names the field, not the password", async () => {
    await expect(refuseCommonPassword("qwertyuiop", person, "newPassword")).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "newPassword", code: "too_common" }],
    });
  });
});
