import { mayReadEntry } from "@amanat/chat";
import { isDomainError, publicId } from "@amanat/contracts";
import { getDeal } from "@amanat/deals";
import { maySeeCase } from "@amanat/disputes";
import { attachFiles, type FileReaders } from "@amanat/files";
import type { AttachFiles } from "@amanat/marketplace";
import { CHAT_PORTS } from "./chat-ports.ts";
import { KINDS } from "./kinds.ts";

/** What is handed over stands in its deal. */
export const attachDelivered: AttachFiles = (tx, dealId, fileIds) => attachFiles(tx, { fileIds, purpose: "delivery", subjectId: dealId });

/** Who may read the files of each purpose, by the context they stand in. Whoever may see the deal may read what was delivered in it. */
export const FILE_READERS: FileReaders = {
  async delivery(ctx, subjectId) {
    try {
      await getDeal(ctx, { dealId: publicId("deal", subjectId) }, KINDS);
      return true;
    } catch (error) {
      if (isDomainError(error) && (error.code === "NOT_FOUND" || error.code === "FORBIDDEN")) return false;
      throw error;
    }
  },
  // Made for one person, and nobody else's to read.
  export: () => Promise.resolve(false),
  message: (ctx, subjectId) => mayReadEntry(ctx, subjectId, CHAT_PORTS),
  evidence: maySeeCase,
};
