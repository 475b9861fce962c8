import { expect, test as it } from "vitest";
import { type changeTimeZoneInput, changeTimeZoneInput as input, PROCEDURES } from "@amanat/contracts";
import { createCtx } from "@amanat/db";
import { atOnce, cast, useDatabase } from "@amanat/testing";
import type * as z from "zod";
import { anonymous, changeTimeZone, me } from "./index.ts";

const test = useDatabase();
const change = (timeZone: string, ifUnset = false): z.output<typeof changeTimeZoneInput> => ({ timeZone, ifUnset });

it("a person's zone is what their first browser says, until they choose one; then no browser changes it", async () => {
  const { buyer, seller } = await cast(test.db);
  const ctx = buyer();
  expect((await me(ctx)).user?.timeZone).toBeNull();
  expect((await changeTimeZone(ctx, change("Asia/Tehran", true))).timeZone).toBe("Asia/Tehran");
  expect((await changeTimeZone(ctx, change("Europe/Paris", true))).timeZone).toBe("Asia/Tehran");
  expect((await changeTimeZone(ctx, change("Europe/Paris"))).timeZone).toBe("Europe/Paris");
  // A replay changes nothing, the version included.
  const { version } = await test.db.prisma.user.findUniqueOrThrow({ where: { id: buyer.id } });
  await changeTimeZone(ctx, change("Europe/Paris"));
  expect((await test.db.prisma.user.findUniqueOrThrow({ where: { id: buyer.id } })).version).toBe(version);
  expect((await me(seller())).user?.timeZone).toBeNull();
});

it("of two browsers that say where they are at once, one is believed; nobody has no zone", async () => {
  const { seller } = await cast(test.db);
  const ctx = seller();
  await atOnce(2, (nth) => changeTimeZone(ctx, change(["Asia/Tehran", "Asia/Tokyo"][nth] ?? "", true)));
  expect(["Asia/Tehran", "Asia/Tokyo"]).toContain((await me(ctx)).user?.timeZone);
  const entries = await test.db.prisma.auditEntry.count({ where: { action: "auth.time_zone.changed", subjectId: seller.id } });
  expect(entries).toBe(1);
  await expect(changeTimeZone(createCtx(test.db, anonymous()), change("Asia/Tehran"))).rejects.toMatchObject({
    code: "AUTHENTICATION_REQUIRED",
  });
});

it("only zones of the table are taken", () => {
  for (const name of ["Asia/Tehran", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+3"])
    expect(input.safeParse({ timeZone: name }).success, name).toBe(true);
  for (const name of ["", "Tehran", "+03:30", "Asia/Tehran; path=/", "x".repeat(65), "Asia/\u0000"])
    expect(input.safeParse({ timeZone: name }).success, name).toBe(false);
  expect(PROCEDURES.auth.changeTimeZone.access.who).toBe("user");
});
