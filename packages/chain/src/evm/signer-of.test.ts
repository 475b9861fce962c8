import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { expect, test } from "vitest";
import { signerOf } from "./signer-of.ts";

const key = privateKeyToAccount(generatePrivateKey());
const text = "Amanat: this deposit is mine.\n\nSend it back to: 0x…";

test("the key that signed a text is known by its address, in the stored spelling", async () => {
  const signature = await key.signMessage({ message: text });
  expect(await signerOf({ text, signature })).toBe(key.address.toLowerCase());
  expect(await signerOf({ text: `${text} `, signature })).not.toBe(key.address.toLowerCase());
});

test.each(["0x", "0x00", "not hex", `0x${"00".repeat(65)}`, `0x${"ff".repeat(65)}`, `0x${"11".repeat(64)}`])(
  "%s is nobody's",
  async (signature) => {
    expect(await signerOf({ text, signature })).toBeNull();
  },
);
