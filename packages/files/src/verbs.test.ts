import { beginFileInput, uuidOf } from "@amanat/contracts";
import { type Cast, cast, describeVerbs, type Scene, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { beginFile, fileArrived, removeFile } from "./index.ts";
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
  arrived: async () => {
    const signUpload = () => Promise.resolve("https://bucket.example");
    const input = beginFileInput.parse({ purpose: "delivery", fileName: "a.pdf", type: "application/pdf", size: 5 });
    const [one, other] = [await sent(), await sent()];
    async function sent(): Promise<string> {
      const { file } = await beginFile(people.seller(), input, { ...store.ports, signUpload });
      const { uploadId } = await database.db.prisma.file.findUniqueOrThrow({ where: { id: uuidOf("file", file.id) ?? "" } });
      await store.ports.storage.write(`uploads/${uploadId}`, "%PDF-");
      return file.id;
    }
    const arrive =
      (fileId: string): Scene["act"] =>
      (ctx) =>
        fileArrived(ctx, { fileId }, store.ports);
    return { by: people.seller, act: arrive(one), other: arrive(other), stranger: "NOT_FOUND", again: "INVALID_STATE" };
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
