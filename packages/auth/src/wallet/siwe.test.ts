import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { messageRefusal, signerOf, walletMessage } from "./siwe.ts";

const NOW = new Date("2026-11-21T10:00:00Z");
const rules = { domain: "amanat.example", uri: "https://amanat.example", chainId: 56 };
const nonce = "n0nce0123456789abcdef";
const wallet = privateKeyToAccount(`0x${"1".repeat(64)}`);
const other = privateKeyToAccount(`0x${"2".repeat(64)}`);
const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000);

type Changes = Partial<{ domain: string; uri: string; chainId: number; nonce: string; issuedAt: Date; expiresAt: Date }>;

const text = ({ nonce: ours, issuedAt, expiresAt, ...changes }: Changes = {}) =>
  walletMessage(
    { ...rules, ...changes },
    {
      address: wallet.address,
      nonce: ours ?? nonce,
      statement: "Sign in to Amanat.",
      issuedAt: issuedAt ?? NOW,
      expiresAt: expiresAt ?? minutes(5),
    },
  );
const judged = (message: string, at = NOW) => messageRefusal(message, { ...rules, nonce, address: wallet.address }, at);

describe("a wallet's message", () => {
  it("is taken when it is the one we asked for, with and without a scheme or a statement", () => {
    expect(judged(text())).toBeNull();
    expect(judged(`https://${text()}`)).toBeNull();
    expect(judged(text().replace("Sign in to Amanat.\n\n", ""))).toBeNull();
    expect(judged(text().replace("Sign in to Amanat.\n\n", "\n"))).toBeNull();
  });

  it.each([
    ["another site's domain", text({ domain: "evil.example" }), "domain"],
    ["our domain as somebody's name", text({ domain: "evil.example" }).replace("evil.example", "amanat.example@evil.example"), "domain"],
    ["another port", text({ domain: "amanat.example:8443" }), "domain"],
    ["a scheme that is not ours", `http://${text()}`, "domain"],
    ["another page", text({ uri: "https://evil.example" }), "uri"],
    ["a page below ours", text({ uri: "https://amanat.example/x" }), "uri"],
    ["another chain", text({ chainId: 1 }), "chain"],
    ["another nonce", text({ nonce: "anothernonce123456" }), "nonce"],
    ["no expiry", text().replace(/\nExpiration Time: .*/, ""), "malformed"],
    ["an expiry that is no time", text().replace(/Expiration Time: .*/, "Expiration Time: tomorrow"), "time"],
    ["an expiry in an hour", text({ expiresAt: minutes(60) }), "time"],
    ["an expiry that has come", text({ expiresAt: NOW }), "time"],
    ["an issue in the future", text({ issuedAt: minutes(2) }), "time"],
    ["a start in the future", `${text()}\nNot Before: ${minutes(2).toISOString()}`, "time"],
    ["resources, which would hand out rights", `${text()}\nResources:\n- https://evil.example`, "malformed"],
    ["something after its end", `${text()}\nSend all my coins`, "malformed"],
    ["something before its beginning", `x\n${text()}`, "malformed"],
    ["two endings", text().replace("Sign in to Amanat.\n\n", "Hello\n\nURI: https://amanat.example\n"), "malformed"],
    ["version 2", text().replace("Version: 1", "Version: 2"), "malformed"],
    ["nothing", "", "malformed"],
    ["two kilobytes", text().replace("Sign in", "Sign".repeat(600)), "malformed"],
  ])("abuse 28: %s is refused", (_, message, refusal) => {
    expect(judged(message)).toBe(refusal);
  });

  it("abuse 28: is refused from an address that was not asked", () => {
    expect(messageRefusal(text(), { ...rules, nonce, address: `0x${"1".repeat(40)}` }, NOW)).toBe("address");
  });

  it("abuse 28: no nonce is no wildcard", () => {
    expect(messageRefusal(text(), { ...rules, nonce: "", address: wallet.address }, NOW)).toBe("nonce");
  });
});

describe("a wallet's signature", () => {
  it("is the named address's own", async () => {
    const signature = await wallet.signMessage({ message: text() });
    expect(await signerOf({ message: text(), signature }, null)).toBe(wallet.address.toLowerCase());
  });

  it.each([
    ["somebody else's", () => other.signMessage({ message: text() })],
    ["over another text", () => wallet.signMessage({ message: text({ chainId: 1 }) })],
    ["cut short", async () => (await wallet.signMessage({ message: text() })).slice(0, -2)],
    ["no hex", () => Promise.resolve(`0x${"zz".repeat(65)}`)],
    ["zeros", () => Promise.resolve(`0x${"00".repeat(65)}`)],
    ["empty", () => Promise.resolve("")],
    ["endless", () => Promise.resolve(`0x${"11".repeat(20_000)}`)],
  ])("abuse 28: one that is %s is refused", async (_, sign) => {
    expect(await signerOf({ message: text(), signature: await sign() }, null)).toBeNull();
  });
});
