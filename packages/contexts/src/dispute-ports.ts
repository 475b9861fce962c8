import { localesOf, relatedPeople, resolvers, sanction } from "@amanat/auth";
import { quotedMessage, roomsOf } from "@amanat/chat";
import { BrokenInvariant } from "@amanat/contracts";
import type { DisputePorts } from "@amanat/disputes";
import { attachedFiles, attachFiles } from "@amanat/files";
import { CHAT_PORTS } from "./chat-ports.ts";
import { KINDS } from "./kinds.ts";

/** What cases ask of people, files and conversations. */
export const DISPUTE_PORTS: DisputePorts = {
  kinds: KINDS,
  resolvers,
  localesOf,
  async related(ctx, asked, parties) {
    const pairs = await relatedPeople(ctx, [...asked, ...parties], new Map());
    const close = pairs.filter(({ people }) => people.some((id) => parties.includes(id)));
    return new Set(close.flatMap(({ people }) => people.filter((id) => asked.includes(id))));
  },
  async attach(tx, fileId, caseId) {
    const [file] = await attachFiles(tx, { fileIds: [fileId], purpose: "evidence", subjectId: caseId });
    if (!file) throw new BrokenInvariant("a file that was attached is not there");
    return file;
  },
  files: attachedFiles,
  message: (ctx, which) => quotedMessage(ctx, which, CHAT_PORTS),
  rooms: roomsOf,
  sanction: async (tx, what) => {
    await sanction(tx, what);
  },
};
