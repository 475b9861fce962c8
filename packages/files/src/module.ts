import type { Chore, Module, Verbs } from "@amanat/db";
import { ABOUT } from "./about.ts";
import * as files from "./index.ts";
import type { FileCall, FileOutside } from "./ports.ts";
import { SETTINGS } from "./settings.ts";
import { tendFiles } from "./verbs/tend-files.ts";

const verbs: Verbs<"files", FileCall> = {
  rules: (ctx, _input, call) => files.rulesOfFiles(ctx, call.services.files),
  begin: (ctx, input, call) => files.beginFile(ctx, input, call.services.files),
  arrived: (ctx, input, call) => files.fileArrived(ctx, input, call.services.files),
  get: (ctx, input, call) => files.getFile(ctx, input, call.services.files),
  link: (ctx, input, call) => files.linkToFile(ctx, input, call.services.files),
  remove: files.removeFile,
};

const TEND_MS = 5_000;

function loops({ files: ports }: FileOutside): Chore[] {
  return [{ name: "files", everyMs: TEND_MS, turn: (ctx) => tendFiles(ctx, ports) }];
}

export const module: Module<FileCall, FileOutside> = { name: "files", about: ABOUT, verbs, loops, settings: SETTINGS };
