import type { Ctx, Setting } from "@amanat/db";
import { type Cast, cast, describeVerbs, proved, type Scene, testClock, useDatabase } from "@amanat/testing";
import { beforeEach } from "vitest";
import * as z from "zod";
import * as settings from "./index.ts";

const database = useDatabase();
let people: Cast;
let made = 0;
let all: Setting<unknown>[] = [];
beforeEach(async () => {
  people = await cast(database.db);
  all = [];
});

const declared = () => all;
/** A setting of its own for each scene. */
function declare(dangerous: boolean): string {
  made += 1;
  const key = `test.scene${made}`;
  all.push({ key, schema: z.number().int().min(0).max(99), usual: 1, says: "", ...(dangerous ? { dangerous: true } : {}) });
  return key;
}
const change = (ctx: Ctx, key: string, version: number, value = "7") =>
  proved(ctx, (sure) => settings.changeSetting(sure, { key, version, value, reason: "A test of it" }, declared));
const waiting = async () => (await change(people.admin2(), declare(true), 0)).id;

describeVerbs("settings", () => ({ db: database.db, people, clock: testClock() }), {
  change: {
    "one that holds at once": () => {
      const key = declare(false);
      const act =
        (version: number): Scene["act"] =>
        (ctx) =>
          change(ctx, key, version);
      return Promise.resolve({ by: people.admin, act: act(0), stale: act(9), stranger: "FORBIDDEN", again: "VERSION_CONFLICT" });
    },
    "a dangerous one": () => {
      const key = declare(true);
      const act =
        (version: number): Scene["act"] =>
        (ctx) =>
          change(ctx, key, version);
      return Promise.resolve({ by: people.admin, act: act(0), stale: act(9), stranger: "FORBIDDEN", again: "INVALID_STATE" });
    },
  },
  confirm: async () => {
    const [id, another] = [await waiting(), await waiting()];
    const act =
      (changeId: string): Scene["act"] =>
      (ctx) =>
        proved(ctx, (sure) => settings.confirmSetting(sure, { changeId }, { declared, people: undefined }));
    const refused = { SELF_APPROVAL: ["admin2"] } as const;
    return { by: people.admin, act: act(id), other: act(another), stranger: "FORBIDDEN", refused, again: "INVALID_STATE" };
  },
  decline: async () => {
    const [id, another] = [await waiting(), await waiting()];
    const act =
      (changeId: string): Scene["act"] =>
      (ctx) =>
        settings.declineSetting(ctx, { changeId });
    return { by: people.admin, act: act(id), other: act(another), stranger: "FORBIDDEN", again: "INVALID_STATE" };
  },
});
