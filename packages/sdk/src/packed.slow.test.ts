import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const sdk = path.resolve(import.meta.dirname, "..");
const deal = path.resolve(sdk, "../devstack/src/deal");
let project = "";

/** What a third party does: nothing of this workspace is within reach of the folder it works in. */
beforeAll(async () => {
  await run(process.execPath, ["src/build.ts"], { cwd: sdk });
  project = await mkdtemp(path.join(tmpdir(), "amanat-third-party-"));
  const packed = await run("npm", ["pack", sdk, "--pack-destination", project, "--json"], { cwd: project });
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  await writeFile(path.join(project, "package.json"), JSON.stringify({ name: "third-party", private: true, type: "module" }));
  // Beside the SDK: what pays and looks on each kind of chain.
  const wallets = ["viem@2.57.1", "@ton/core@0.63.1", "@ton/crypto@3.3.0", "@ton/ton@16.3.0"];
  await run("npm", ["install", "--no-audit", "--no-fund", `./${filename}`, "typescript@7.0.2", "@types/node@24.12.0", ...wallets], {
    cwd: project,
  });
  await cp(deal, path.join(project, "src"), { recursive: true, filter: (file) => !file.endsWith(".test.ts") });
  await writeFile(path.join(project, "tsconfig.json"), JSON.stringify(consumer));
});

afterAll(() => rm(project, { recursive: true, force: true }));

/** A strict consumer that also checks our declarations: skipLibCheck would hide a broken one. */
const consumer = {
  compilerOptions: {
    target: "es2024",
    module: "nodenext",
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    types: ["node"],
    skipLibCheck: false,
  },
  include: ["src"],
};

describe("the packed SDK", () => {
  it("type-checks a whole deal in an empty project", async () => {
    const compiled = await run(path.join(project, "node_modules/.bin/tsc"), ["-p", project], { cwd: project }).catch(
      (error: { stdout?: string }) => ({ stdout: error.stdout ?? "failed" }),
    );
    expect(compiled.stdout).toBe("");
  });

  it("refuses what the API refuses, at compile time", async () => {
    const wrong = [
      'import { createAmanat } from "@amanat/sdk";',
      'const amanat = createAmanat({ baseUrl: "" });',
      "await amanat.deals.getDeal({});",
      "await amanat.deals.confirmDeal({ dealId: 1, version: 1 });",
      "await amanat.marketplace.nothing();",
      "const { assets } = await amanat.payment.assets();",
      "const price: number = assets[0]!.id;",
      "export { price };",
    ].join("\n");
    await writeFile(path.join(project, "wrong.ts"), wrong);
    await writeFile(path.join(project, "wrong.json"), JSON.stringify({ ...consumer, include: ["wrong.ts"] }));
    const compiled = await run(path.join(project, "node_modules/.bin/tsc"), ["-p", "wrong.json"], { cwd: project }).catch(
      (error: { stdout?: string }) => ({ stdout: error.stdout ?? "" }),
    );
    const lines = [...compiled.stdout.matchAll(/^wrong\.ts\((\d+),/gm)].map((match) => Number(match[1]));
    expect(lines).toEqual([3, 4, 5, 7]);
  });

  it("abuse 56: it has declarations without anything of the server", async () => {
    const declarations = await readFile(path.join(project, "node_modules/@amanat/sdk/dist/index.d.ts"), "utf8");
    for (const word of ["prisma", "Context", "apps/", "@amanat/", "TRPC"]) expect(declarations, word).not.toContain(word);
    expect(
      declarations
        .match(/^export \{(.*)\};$/m)?.[1]
        ?.split(",")
        .map((name) => name.trim()),
    ).toMatchInlineSnapshot(`
      [
        "type AccountView",
        "type Amanat",
        "AmanatError",
        "type AmanatOptions",
        "type ApiKeyView",
        "type Asset",
        "type AuditEntryView",
        "type Call",
        "type CallOptions",
        "type Calls",
        "type ChainEntry",
        "type ChatExport",
        "type ChatMessage",
        "type ChatPage",
        "type ConversationView",
        "type Credential",
        "type CustodyView",
        "type DealFundsView",
        "type DealStatus",
        "type DealView",
        "type ErrorBody",
        "type ErrorCode",
        "type EventPayload",
        "type EventSubject",
        "type EventType",
        "type FieldIssue",
        "type Handover",
        "type IntentException",
        "type IntentStatus",
        "type IntentView",
        "type LiabilityHead",
        "type LiabilityProof",
        "type LimitList",
        "type LimitView",
        "type Locale",
        "type MeView",
        "type MessageDetail",
        "type MessageView",
        "type Money",
        "type NextStep",
        "type OfferStatus",
        "type OfferView",
        "type Page",
        "type PayoutKind",
        "type PayoutStatus",
        "type PayoutView",
        "type PersonView",
        "type QueryPath",
        "type RequestStatus",
        "type RequestView",
        "type Role",
        "type Scope",
        "type SessionView",
        "type StatementView",
        "type StepUpBegun",
        "type StepUpDemand",
        "type StepUpProof",
        "type StreamItem",
        "type StreamOptions",
        "type StreamedEvent",
        "type StreamedSignal",
        "type TimelineEntry",
        "type TokenPair",
        "type Tokens",
        "type TransferView",
        "type TrialBalanceView",
        "type WebhookCall",
        "type WebhookEvent",
        "type WebhookView",
        "createAmanat",
        "formatUnits",
        "parseUnits",
        "splitFee",
        "staleAfter",
        "verifyConversation",
        "verifyLiability",
        "verifyWebhook",
      ]
    `);
  });

  it("abuse 56: it carries no workspace protocol, no source and no private flag", async () => {
    const manifest = JSON.parse(await readFile(path.join(project, "node_modules/@amanat/sdk/package.json"), "utf8")) as {
      private?: boolean;
      dependencies: Record<string, string>;
    };
    expect(manifest.private).toBeUndefined();
    expect(Object.values(manifest.dependencies).filter((range) => /^(workspace|catalog):/.test(range))).toEqual([]);
    expect(Object.keys(manifest.dependencies)).toEqual([
      "@noble/hashes",
      "@trpc/client",
      "@trpc/server",
      "@zip.js/zip.js",
      "eventsource",
      "standardwebhooks",
      "zod",
    ]);
  });

  it("checks a record by its command, with nothing of this workspace", async () => {
    await writeFile(path.join(project, "none.zip"), "no archive");
    const ran = await run("npx", ["--no-install", "@amanat/sdk", "verify-dossier", "none.zip"], { cwd: project }).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    expect(ran).toMatchObject({ code: 1, stdout: expect.stringMatching(/^NOT AS IT WAS: the archive: /) });
  });

  it("is clean to publint", async () => {
    const { messages, pkg } = await publint({ pkgDir: sdk, strict: true, pack: "npm" });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });
});
