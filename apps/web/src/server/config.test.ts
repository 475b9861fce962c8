import { describe, expect, it } from "vitest";
import { readWebConfig } from "./config.ts";
import { isLoopback, ownHostOf } from "./hosts.ts";
import { sameOriginOnly } from "./same-origin.ts";
import { exampleEnv } from "./door.fixture.ts";

const without = (name: string) => Object.fromEntries(Object.entries(exampleEnv()).filter(([key]) => key !== name));

describe("configuration", () => {
  it("reads what the supervisor gives", () => {
    expect(readWebConfig(exampleEnv())).toMatchObject({
      secure: false,
      origin: "http://localhost:3000",
      chains: [{ chain: "eip155:31337", name: "eip155:31337", requireFinalized: true, confirmations: 12 }],
    });
    expect(readWebConfig({ ...without("PG_URL"), DATABASE_URL: "postgres://x@y/z" }).PG_URL).toBe("postgres://x@y/z");
  });

  it.each([
    "FRONTEND_URL",
    "PG_URL",
    "JWT_SECRET",
    "CHAIN_RPC_URL",
    "CHAIN_ID",
    "AMANAT_MODE",
    "ESCROW_WALLET_ADDRESS",
    "DERIVED_DESTINATION_XPUB",
    "AMN_SCANNER_WEBHOOK_SECRET",
  ])("says in one line that %s is not set", (name) => {
    expect(() => readWebConfig(without(name))).toThrow(new RegExp(`^${name}: is not set$`));
  });

  it("names a wrong variable and never shows its value", () => {
    for (const [name, value] of Object.entries({
      JWT_SECRET: "hunter2",
      PG_URL: "mysql://root:hunter2@x/y",
      DERIVED_DESTINATION_XPUB: "xprvhunter2",
      PORT: "70000hunter2",
      CHAIN_ID: "hunter2",
    })) {
      expect(() => readWebConfig(exampleEnv({ [name]: value }))).toThrow(new RegExp(`^${name}: (?!.*hunter2)[^\\n]+$`));
    }
  });

  it("takes an OpenID client whole or not at all", () => {
    const google = { GOOGLE_CLIENT_ID: "id", GOOGLE_CLIENT_SECRET: "hunter2" };
    expect(readWebConfig(exampleEnv(google))).toMatchObject(google);
    expect(() => readWebConfig(exampleEnv({ GOOGLE_CLIENT_ID: "id" }))).toThrow(new Error("GOOGLE_CLIENT_SECRET: is not set"));
    expect(() => readWebConfig(exampleEnv({ TELEGRAM_CLIENT_SECRET: "hunter2" }))).toThrow(new Error("TELEGRAM_CLIENT_ID: is not set"));
    expect(() => readWebConfig(exampleEnv({ TURNSTILE_SITE_KEY: "hunter2" }))).toThrow(new Error("TURNSTILE_SECRET_KEY: is not set"));
    expect(() => readWebConfig(exampleEnv({ TRUST_PROXY_HOPS: "many" }))).toThrow(/^TRUST_PROXY_HOPS: /);
    expect(() => readWebConfig(exampleEnv({ TELEGRAM_BOT_TOKEN: "hunter2" }))).toThrow(/^TELEGRAM_BOT_TOKEN: (?!.*hunter2)/);
  });

  it("takes no secret of ours shorter than 32 characters", () => {
    for (const name of ["JWT_SECRET", "AMN_SCANNER_WEBHOOK_SECRET", "METRICS_BEARER_TOKEN"])
      expect(() => readWebConfig(exampleEnv({ [name]: "9f3c1e7a5b2d8f60a1c4e7b9d2f5083" }))).toThrow(
        new RegExp(`^${name}: must have at least 32 characters$`),
      );
  });

  it("refuses in production what makes it unsafe", () => {
    const production = { AMANAT_MODE: "production", FRONTEND_URL: "https://amanat.example" };
    expect(readWebConfig(exampleEnv(production)).secure).toBe(true);
    for (const [name, value] of Object.entries({
      DEV_WALLET: "true",
      TRANSACTION_SAFETY_ENABLED: "false",
      PAYMENT_LEDGER_ENFORCEMENT: "false",
      JWT_SECRET: "change-me-change-me-change-me-change-me",
      AMN_SCANNER_WEBHOOK_SECRET: "a".repeat(40),
      METRICS_BEARER_TOKEN: "secretsecretsecretsecretsecretsecret",
      FRONTEND_URL: "http://amanat.example",
      WEBAUTHN_RP_ORIGIN: "https://amanat.example,http://amanat.example",
      GOOGLE_ISSUER: "https://accounts.evil.example",
      TELEGRAM_ISSUER: "https://oauth.evil.example",
      TURNSTILE_URL: "https://challenges.evil.example",
    }))
      expect(() => readWebConfig(exampleEnv({ ...production, [name]: value }))).toThrow(new RegExp(`^${name}: `));
  });
});

describe("who passkeys are made for", () => {
  const at = (changes: Record<string, string>) => readWebConfig(exampleEnv(changes)).relyingParty;

  it("is FRONTEND_URL's domain and origin", () => {
    expect(at({})).toEqual({ id: "localhost", name: "Amanat", origins: ["http://localhost:3000"] });
    expect(at({ FRONTEND_URL: "https://www.amanat.example/fa" })).toMatchObject({
      id: "www.amanat.example",
      origins: ["https://www.amanat.example"],
    });
  });

  it("may be the domain above, and several pages on it", () => {
    const changes = { WEBAUTHN_RP_ID: "amanat.example", WEBAUTHN_RP_ORIGIN: "https://amanat.example, https://www.amanat.example/" };
    expect(at({ ...changes, WEBAUTHN_RP_NAME: "امانت" })).toEqual({
      id: "amanat.example",
      name: "امانت",
      origins: ["https://amanat.example", "https://www.amanat.example"],
    });
  });

  it.each([
    ["WEBAUTHN_RP_ID", "https://amanat.example"],
    ["WEBAUTHN_RP_ID", "127.0.0.1"],
    ["WEBAUTHN_RP_ID", "other.example"],
    ["WEBAUTHN_RP_ORIGIN", "https://other.example"],
    ["WEBAUTHN_RP_ORIGIN", "https://notamanat.example"],
    ["WEBAUTHN_RP_ORIGIN", "http://amanat.example"],
  ])("is not what browsers would refuse: %s=%s", (name, value) => {
    expect(() => at({ FRONTEND_URL: "https://amanat.example", [name]: value })).toThrow(/^WEBAUTHN_RP_(ID|ORIGIN): [^\n]+$/);
  });
});

describe("hosts", () => {
  it("are our own; in the demo, also the other names of this machine", () => {
    const demo = ownHostOf({ origin: "http://localhost:3000", AMANAT_MODE: "demo" });
    expect(["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "LOCALHOST:3000"].every(demo)).toBe(true);
    expect(["evil.example", "localhost.evil.example:3000", "", "127.0.0.1.nip.io"].some(demo)).toBe(false);
    const production = ownHostOf({ origin: "https://amanat.example", AMANAT_MODE: "production" });
    expect([production("amanat.example"), production("localhost"), production("127.0.0.1")]).toEqual([true, false, false]);
  });

  it("are loopback by socket, never by name", () => {
    expect(["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"].every(isLoopback)).toBe(true);
    expect(["10.0.0.1", "::ffff:10.0.0.1", "", undefined].some(isLoopback)).toBe(false);
  });
});

describe("where next-auth may send people", () => {
  it.each([
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "@evil.example:80//x",
    "javascript:alert(1)",
    "https://amanat.example@evil.example",
    "https://amanat.example.evil.example",
    "data:text/html,x",
    "\\\\evil.example",
  ])("%s stays here", (url) => {
    expect(new URL(sameOriginOnly(url, "https://amanat.example")).origin).toBe("https://amanat.example");
  });

  it("keeps our own pages", () => {
    expect(sameOriginOnly("/fa/deals?x=1", "https://amanat.example")).toBe("https://amanat.example/fa/deals?x=1");
    expect(sameOriginOnly("https://amanat.example/en", "https://amanat.example")).toBe("https://amanat.example/en");
  });
});
