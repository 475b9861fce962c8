import { finishes, read, write } from "../access.ts";
import { mutation, query } from "../procedure.ts";
import { acknowledged, nothing } from "../page.ts";
import { begunFile, beginFileInput, byFile, fileAction, fileLink, fileLinkInput, fileRules, fileView } from "./schemas.ts";

const READERS = "own; attached: the owning context's";

export const procedures = {
  rules: query(nothing, fileRules, read("user", "own", "files:read")),
  begin: mutation(beginFileInput, begunFile, finishes(write("own", "within the quota", "files:write", { rate: "upload" }))),
  arrived: mutation(byFile, fileView, finishes(write("own", "begun, and in the bucket", "files:write"))),
  get: query(byFile, fileView, read("user", READERS, "files:read")),
  link: query(fileLinkInput, fileLink, read("user", READERS, "files:read", { state: "ready" })),
  remove: mutation(fileAction, acknowledged, finishes(write("own", "not attached, not deleted", "files:write"))),
} as const;
