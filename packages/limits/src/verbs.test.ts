import { type Cast, cast, describeVerbs, proved, type Scene, useDatabase } from "@amanat/testing";
import { beforeEach } from "vitest";
import { DEFAULT_LIMITS } from "./rules.ts";
import { changeLimit } from "./verbs/change-limit.ts";

const database = useDatabase();
let people: Cast;
beforeEach(async () => {
  people = await cast(database.db);
});

describeVerbs("limits", () => ({ db: database.db, people }), {
  change: () => {
    const change =
      (version: number): Scene["act"] =>
      (ctx) =>
        proved(ctx, (sure) => changeLimit(sure, { tier: "auth", version, to: { points: 20, seconds: 900 } }, DEFAULT_LIMITS));
    return Promise.resolve({ by: people.admin, act: change(0), stale: change(99), stranger: "FORBIDDEN", again: "VERSION_CONFLICT" });
  },
});
