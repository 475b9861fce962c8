import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { PROVIDER_NAMES } from "@amanat/contracts";
import { callVariables, providerVariables } from "@amanat/payment";
import { type ChainPart, chainVariables } from "@amanat/payment/chain-settings";
import { describe, expect, it } from "vitest";
import { OTHER_NAMES } from "@amanat/env";
import { ASKED_NAMES } from "./asked-names.fixture.ts";
import { ROOT } from "./build.ts";
import { isHandedThrough, readConfig, supervisorEnv } from "./config.ts";

/** The files that hold each program's schema; which providers' variables it reads beside them. */
const READERS: Record<string, string[]> = {
  web: ["apps/web/src/server/config.ts", "packages/env/src/outward.ts", "packages/env/src/stored.ts"],
  worker: [
    "apps/worker/src/config.ts",
    "packages/env/src/outward.ts",
    "packages/env/src/stored.ts",
    "packages/aml/src/internal/config.ts",
    "packages/prices/src/internal/config.ts",
  ],
  scanner: ["apps/scanner/src/config.ts"],
  tests: ["e2e/src/config.ts", "e2e/hostile/config.ts"],
};
const OF_PROVIDERS: Record<string, readonly string[]> = {
  web: providerVariables(PROVIDER_NAMES),
  worker: callVariables(),
};
const SECRET =
  /SECRET|PASSWORD|SMTP_PASS|BEARER|BOT_TOKEN|^CHAINS$|PG_.*URL|REDIS_URI|RPC_URL|KEY_FILE|SIGNING_KEY|VAPID_PRIVATE|API_KEY|PRIVATE_KEY/;
/** The operating system's own; not ours to describe. */
const SYSTEM = new Set(["PATH"]);

type Row = { name: string; type: string; fallback: string; readers: string[]; secret: string };

const [variables = "", otherNames = "", notRead = ""] = readFileSync(path.join(ROOT, "docs/configuration.md"), "utf8").split(
  /\n## (?:Other names that are taken|Names that are not read)\n/,
);
/** The first column's names, with the rest of the row. */
const tableOf = (text: string) =>
  [...text.matchAll(/^\| (`.+`) \| (.+) \|$/gm)].map(([, names = "", rest = ""]) => ({ names: namesOf(names), rest }));
const namesOf = (cell: string) => [...cell.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name = ""]) => name);

const rows: Row[] = variables.split("\n").flatMap((line) => {
  const [, name = "", type = "", fallback = "", readers = "", secret = ""] = line.split("|").map((cell) => cell.trim());
  const variable = /^`([A-Z][A-Z0-9_]+)`/.exec(name)?.[1];
  return variable === undefined ? [] : [{ name: variable, type, fallback, readers: readers.split(", "), secret }];
});

/** Names of a schema's members, read from its source: a program's schema need not be exported for this. */
function namesIn(files: readonly string[]): string[] {
  const text = files
    .filter((file) => existsSync(path.join(ROOT, file)))
    .map((file) => readFileSync(path.join(ROOT, file), "utf8"))
    .join("\n");
  const members = [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map((match) => match[1] ?? "");
  // Of the chains each program reads the parts it names.
  const parts = [...text.matchAll(/"(tokens|feeProxy|escrowWallet|receiverWallet|xpub|custodyKeyFile)"/g)].map(
    ([, part]) => part as ChainPart,
  );
  const chains = text.includes("readChains(") ? chainVariables(parts) : [];
  return [...new Set([...members, ...chains])].filter((name) => !SYSTEM.has(name)).sort(byName);
}

const byName = (a: string, b: string) => (a < b ? -1 : 1);
const documented = (reader: string) =>
  rows
    .filter((row) => row.readers.includes(reader))
    .map((row) => row.name)
    .sort(byName);

describe("docs/configuration.md", () => {
  it.each(Object.entries(READERS))("lists exactly what %s reads", (reader, files) => {
    const read = [...new Set([...namesIn(files), ...(OF_PROVIDERS[reader] ?? [])])];
    expect(documented(reader)).toEqual(read.sort(byName));
  });

  it("lists exactly what the supervisor reads", () => {
    expect(documented("supervisor")).toEqual(Object.keys(supervisorEnv.shape).sort(byName));
  });

  it("has each variable once, with type, default and whether it is a secret", () => {
    expect(new Set(rows.map((row) => row.name)).size).toBe(rows.length);
    for (const row of rows) {
      expect(row.type, row.name).not.toBe("");
      expect(row.fallback, row.name).not.toBe("");
      expect(row.secret, row.name).toBe(SECRET.test(row.name) ? "yes" : "no");
    }
  });

  it("lets everything through to the children that only they read", () => {
    const made = ["NODE_ENV", "DEV_WALLET", "AMN_SCANNER_URL", "AMN_SCANNER_WEBHOOK_URL"];
    const onlyChildren = rows.filter(
      (row) => !row.readers.includes("supervisor") && !row.readers.includes("tests") && !made.includes(row.name),
    );
    expect(onlyChildren.map((row) => row.name).filter((name) => !isHandedThrough(name))).toEqual([]);
  });
});

describe("the names of the founding documents", () => {
  const refused = tableOf(notRead);
  const read = new Set(rows.map(({ name }) => name));

  it("are read, taken under another name, or stand here with the reason why not: one of the three", () => {
    const others = Object.values(OTHER_NAMES).flat();
    for (const [document, names] of Object.entries(ASKED_NAMES)) {
      for (const name of names) {
        const places = [read.has(name), others.includes(name), refused.some((row) => row.names.includes(name))];
        expect(places.filter(Boolean), `${name} of ${document}`).toHaveLength(1);
      }
    }
  });

  it("that are not read have been asked for, and have a reason", () => {
    const asked = Object.values(ASKED_NAMES).flat();
    for (const { names, rest } of refused) {
      expect(rest.length).toBeGreaterThan(15);
      for (const name of names) expect(asked).toContain(name);
    }
  });

  it("and the other names are those that are taken", () => {
    expect(Object.fromEntries(tableOf(otherNames).map(({ names: [name = ""], rest }) => [name, namesOf(rest)]))).toEqual(OTHER_NAMES);
    for (const name of Object.keys(OTHER_NAMES)) expect(read).toContain(name);
  });

  it("reach every process", () => {
    const named = { REDIS_URL: "redis://x", SMTP_PASSWORD: "hunter2", MAIL_FROM: "a@b.test", AUTH_JWT_SECRET: "9".repeat(32) };
    const { handedThrough, env } = readConfig(named, "/tmp");
    expect(handedThrough).toMatchObject({ REDIS_URI: "redis://x", SMTP_PASS: "hunter2", SMTP_FROM: "a@b.test" });
    expect(env.JWT_SECRET).toBe("9".repeat(32));
  });
});

describe("a wrong environment", () => {
  const foreign = {
    CHAIN_RPC_URL: "https://rpc.example",
    CHAIN_ID: "1",
    CHAIN_TOKENS: `0x${"1".repeat(40)}`,
    CHAIN_FEE_PROXY: `0x${"2".repeat(40)}`,
    ESCROW_WALLET_ADDRESS: `0x${"3".repeat(40)}`,
    DERIVED_DESTINATION_XPUB: "xpub-of-somebody",
    CUSTODY_KEY_FILE: "/keys/custody",
    FRONTEND_URL: "https://amanat.example",
  };

  it.each([
    [{ PORT: "eighty" }, /^PORT: /],
    [{ PORT: "70000" }, /^PORT: /],
    [{ PG_URL: "mysql://x" }, /^PG_URL: must begin with postgres/],
    [{ JWT_SECRET: "short" }, /^JWT_SECRET: must have at least 32 characters$/],
    [{ AMANAT_SUPERVISE_EXTRA: "web" }, /^AMANAT_SUPERVISE_EXTRA: /],
    [{ PG_URL: "postgres://a", DATABASE_URL: "postgres://b" }, /^PG_URL: is set beside DATABASE_URL, to another value/],
    [{ AMANAT_MODE: "production" }, /^AMANAT_MODE=production needs a real chain: set CHAIN_RPC_URL or CHAINS$/],
    [{ CHAIN_ID: "1" }, /^CHAIN_ID is set but CHAIN_RPC_URL is not/],
    [{ CHAIN_RPC_URL: "https://rpc.example" }, /^CHAIN_RPC_URL is set, so CHAIN_ID has to be set as well$/],
    [{ ...foreign, FRONTEND_URL: "http://amanat.example" }, /^FRONTEND_URL: must begin with https:\/\/ /],
    [{ ...foreign, FRONTEND_URL: undefined }, /^FRONTEND_URL: must begin with https:\/\/ /],
    [{ CHAINS: "[]" }, /^CHAINS: /],
    [{ ...foreign, CHAINS: "[]" }, /^CHAIN_RPC_URL: is set beside CHAINS; set one$/],
    [{ CHAIN_1_RPC_URL: "https://rpc.example" }, /^CHAIN_1_TOKENS: is not set$/],
    [{ CHAINS: '[{"id":1,"rpcUrl":"https://rpc.example"}]' }, /^CHAINS\[0\]\.tokens: is not set$/],
    [{ ...foreign, AMANAT_MODE: "demo" }, /^AMANAT_MODE=demo runs on the local chains only/],
  ])("%o is refused in one line that names the variable", (env, line) => {
    expect(() => readConfig(env, "/tmp")).toThrow(line);
  });

  it("never shows a value, which may be a secret", () => {
    expect(() => readConfig({ JWT_SECRET: "hunter2" }, "/tmp")).toThrow(expect.not.stringContaining("hunter2"));
  });

  it("asks for no contract to pay through where none is paid through", () => {
    const { CHAIN_FEE_PROXY: _, ...without } = foreign;
    expect(readConfig(without, "/tmp").foreignChains?.[0]?.feeProxy).toBeUndefined();
  });

  it("takes a complete foreign chain under production rules, and empty variables as unset", () => {
    expect(readConfig({ ...foreign, PORT: "" }, "/tmp")).toMatchObject({
      port: 3000,
      foreignChains: [{ chain: "eip155:1", name: "eip155:1" }],
    });
  });
});
