import { mnemonicToAccount } from "viem/accounts";
import { expect, test } from "vitest";
import { deviceKeys } from "./devices.ts";
import { custodyOf } from "./keys.ts";

/** The firmware's public vectors (trezor-firmware, common/tests/fixtures/ethereum/signmessage.json). */
const MNEMONIC = "all all all all all all all all all all all all";
const ADDRESS = "0x73d0385f4d8e00c5e6504c6030f47bf6212736a8";
const SIGNED = {
  "This is an example of a signed message.":
    "af4eac50f21acc6daeb0ab036f616f5d19fccade46e47100642b3dfc798c9b740d5873887bdc2f02502c90777a082d10dca113bd1ec29d08108396401421c8cc1b",
  MsgLenIs9:
    "495b5b021517cd01cb05f02dfb6a1f79a8d9e4f82e8fb01d44ebf7d1218333f1528b67043ffc25c5b64b1e5a182f5d7d5707fcb639092af708969f90038155a91c",
  MsgLenIs10:
    "0c8eb57decbb95d2a783e69d444b3747c49ebcceb14f24287732ba77c39aa5cd2c66f7ec545b8108ef7ce078edac4588c70ab6249fc626114a95606783828f041b",
} as const;

test("a device's address follows from the extended public key of its account; a private one, or none, gives none", () => {
  expect(deviceKeys.addressOf(custodyOf(MNEMONIC).xpub)).toBe(ADDRESS);
  const { privateExtendedKey } = mnemonicToAccount(MNEMONIC, { path: "m/44'/60'/0'" }).getHdKey();
  for (const wrong of [privateExtendedKey, "", "xpub", ADDRESS]) expect(deviceKeys.addressOf(wrong)).toBeNull();
});

test.each(Object.entries(SIGNED))("what the firmware signs is its address's, as it is given and with 0x: %s", async (text, signature) => {
  expect(await deviceKeys.signerOf({ text, signature })).toBe(ADDRESS);
  expect(await deviceKeys.signerOf({ text, signature: `0x${signature}` })).toBe(ADDRESS);
  expect(await deviceKeys.signerOf({ text: `${text} `, signature })).not.toBe(ADDRESS);
  expect(await deviceKeys.signerOf({ text, signature: signature.slice(2) })).toBeNull();
});
