import { beginFileInput } from "@amanat/contracts";
import { type Cast, cast, describeVerbs, type Scene, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { beginFile, removeFile } from "./index.ts";
import { Store } from "./world.fixture.ts";

const database = useDatabase();
let people: Cast;
let store: Store;
beforeAll(async () => {
  store = await Store.open(database.db);
});
afterAll(() => store.close());
beforeEach(async () => {
  people = await cast(database.db);
});

describeVerbs("files", () => ({ db: database.db, people }), {
  begin: () => {
    const begin =
      (size: number): Scene["act"] =>
      (ctx) =>
        beginFile(ctx, beginFileInput.parse({ purpose: "delivery", fileName: "a.pdf", type: "application/pdf", size }), store.ports);
    return Promise.resolve({ by: people.seller, act: begin(5), other: begin(6), stranger: null, again: "anew" });
  },
  remove: async () => {
    const { fileId } = await store.begin(people.seller(), { type: "application/pdf", content: Buffer.from("%PDF-") });
    const remove =
      (version: number): Scene["act"] =>
      (ctx) =>
        removeFile(ctx, { fileId, version });
    return { by: people.seller, act: remove(1), stale: remove(99), stranger: "NOT_FOUND", again: ["NOT_FOUND", "VERSION_CONFLICT"] };
  },
});
