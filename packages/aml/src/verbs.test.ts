import { type Cast, cast, describeVerbs, type Scene, useDatabase } from "@amanat/testing";
import { beforeEach } from "vitest";
import { askRefresh } from "./index.ts";

const database = useDatabase();
let people: Cast;
beforeEach(async () => {
  people = await cast(database.db);
});

describeVerbs("aml", () => ({ db: database.db, people }), {
  refresh: async () => {
    await database.db.prisma.screeningState.updateMany({ data: { provider: "ofac", attemptedAt: null, askedAt: null } });
    const asking =
      (seen: string | null): Scene["act"] =>
      (ctx) =>
        askRefresh(ctx, { seen });
    return { by: people.admin, act: asking(null), stale: asking("2026-01-01T00:00:00.000Z"), stranger: "FORBIDDEN", again: "same" };
  },
});
