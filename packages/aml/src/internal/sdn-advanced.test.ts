import { createHash } from "node:crypto";
import { sdnAdvanced } from "@amanat/testing";
import { describe, expect, test } from "vitest";
import { NotAList, readSdnAdvanced } from "./sdn-advanced.ts";

const MIXED = "0x8589427373D6D84E98730D7795D8f6f8731FDA16";
const TRON = "TNVaKW8f8qF3Jy2kSgEYs6dZ4Cw5Pq8WvQ";
const BITCOIN = "bc1q4vxn43l44h30nkluqfxd9eckf45vr2awz38lwa";
const listed = [
  { ticker: "ETH", address: MIXED },
  { ticker: "USDT", address: TRON },
  { ticker: "USDC", address: MIXED.toLowerCase() },
  { ticker: "XBT", address: BITCOIN },
];
const XML = sdnAdvanced({ date: "2026-11-03", listed });

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
const read = (text: string, size = 65_536) => readSdnAdvanced(pieces(text, size));

describe("OFAC's published list", () => {
  test("is one list of all tickers, each address in its one spelling, with its date and the hash of its bytes", async () => {
    expect(await read(XML)).toEqual({
      sha256: createHash("sha256").update(XML).digest("hex"),
      size: Buffer.byteLength(XML),
      publishedOn: "2026-11-03",
      addresses: new Set([MIXED.toLowerCase(), TRON, BITCOIN]),
    });
  });

  test.each([1, 7, 64])("is the same in pieces of %d bytes, also where a letter is cut", async (size) => {
    const accented = XML.replace("SOMEBODY 0", "JOSÉ محمد");
    expect((await read(accented, size)).addresses).toEqual((await read(XML)).addresses);
  });

  test("is read by what its parts are called, whatever their namespace's prefix", async () => {
    const prefixed = XML.replaceAll(/<(\/?)([A-Z])/g, "<$1s:$2").replace("xmlns=", "xmlns:s=");
    expect((await read(prefixed)).addresses.size).toBe(3);
  });

  test.each([
    ["that is cut off", XML.slice(0, -40)],
    ["that is cut off between two parties", XML.slice(0, XML.indexOf("</DistinctParties>"))],
    ["that is empty", ""],
    ["that is a page", "<!DOCTYPE html><html></html>"],
    ["with an entity of its own", XML.replace("<Sanctions", '<!DOCTYPE x [<!ENTITY a "b">]><Sanctions')],
    ["without a date", XML.replace(/<DateOfIssue.*<\/DateOfIssue>/, "")],
    ["without a currency", XML.replaceAll("Digital Currency Address", "Vessel")],
    ["without an address", sdnAdvanced({ date: "2026-11-03", listed: [] }).replace("Birthdate", "Digital Currency Address - XBT")],
    ["whose address is none", XML.replace(BITCOIN, "see remarks")],
    ["of another root", XML.replaceAll("Sanctions", "Sanction")],
    ["that is no UTF-8", XML.replace("SOMEBODY", "\uD800")],
    ["with a text that has no end", XML.replace("SOMEBODY 0", "A".repeat(1_300_000))],
    ["with a tag that has no end", XML.replace('FixedRef="30000"', `FixedRef="${"3".repeat(1_300_000)}"`)],
  ])("is refused: one %s", async (_what, text) => {
    const bytes = text.includes("\uD800") ? Buffer.from(text.replace("\uD800", "\u00ff"), "latin1") : Buffer.from(text);
    await expect(
      readSdnAdvanced(
        (async function* all() {
          for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536);
        })(),
      ),
    ).rejects.toThrow(NotAList);
  });
});
