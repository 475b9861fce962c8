import { type Cast, cast, describeVerbs, proved, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import { myData, requestExport } from "./index.ts";

const database = useDatabase();
let people: Cast;
beforeEach(async () => {
  people = await cast(database.db);
});

describeVerbs("retention", () => ({ db: database.db, people }), {
  requestExport: () =>
    Promise.resolve({
      by: people.buyer,
      act: (ctx) => proved(ctx, (sure) => requestExport(sure, { files: true })),
      other: (ctx) => proved(ctx, (sure) => requestExport(sure, { files: false })),
      stranger: null,
      again: "INVALID_STATE",
    }),
});

const abouts = () => [];

test("one archive a day: the next one is told of, one that failed does not count", async () => {
  const ask = () => proved(people.buyer(), (sure) => requestExport(sure, { files: true }));
  const { id } = await ask();
  await expect(ask()).rejects.toMatchObject({ code: "INVALID_STATE" });
  await database.db.prisma.export.updateMany({ data: { status: "ready", nextAt: null } });
  await expect(ask()).rejects.toMatchObject({ code: "RATE_LIMITED" });
  const { exports, nextAt } = await myData(people.buyer(), { abouts });
  expect(exports.map((one) => one.id)).toEqual([id]);
  expect(nextAt).not.toBeNull();
  await database.db.prisma.export.updateMany({ data: { status: "failed" } });
  expect((await ask()).status).toBe("asked");
});

test("nobody sees another's archives", async () => {
  await proved(people.buyer(), (sure) => requestExport(sure, { files: true }));
  expect((await myData(people.seller(), { abouts })).exports).toEqual([]);
});
