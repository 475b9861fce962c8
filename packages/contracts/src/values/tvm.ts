import { hexToBytes } from "@noble/hashes/utils.js";
import type { AddressFault, Namespace } from "./namespace.ts";

/** TEP-2: a tag, the workchain, 32 bytes of hash, and the CRC16 of all of them; 36 bytes are 48 letters of base64, in either alphabet. */
const FRIENDLY = /^[A-Za-z0-9_\-+/]{48}$/;
/** The workchain and the hash as they are: nothing in it shows a mistyped digit. */
const RAW = /^(-?\d{1,3}):([0-9a-fA-F]{64})$/;

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");

const BOUNCEABLE = 0x11;
const NON_BOUNCEABLE = 0x51;
/** Set in the tag of an address that only a test network may use. */
const TEST_ONLY = 0x80;

/** CRC-16/XMODEM, as TEP-2 asks for it. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? (crc << 1) & 0xffff : ((crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc;
}

type Read = { readonly workchain: number; readonly hash: Uint8Array } | { readonly fault: AddressFault };

/**
 * An address as people write it: raw, or friendly in either alphabet of base64, bounceable or not. Only the basechain: a token's contracts
 * refuse owners on the masterchain, and money sent there would come back or be lost.
 */
function read(text: string): Read {
  const raw = RAW.exec(text);
  const found = raw === null ? friendly(text) : { workchain: Number(raw[1]), hash: hexToBytes(raw[2] ?? "") };
  if ("fault" in found) return found;
  if (found.workchain !== 0) return { fault: "address_workchain" };
  return found.hash.every((byte) => byte === 0) ? { fault: "address_nobody" } : found;
}

function friendly(text: string): Read {
  const bytes = FRIENDLY.test(text) ? fromBase64(text.replaceAll("-", "+").replaceAll("_", "/")) : new Uint8Array();
  const [tag = 0, workchain = 0] = bytes;
  if (bytes.length !== 36) return { fault: "address" };
  if (crc16(bytes.subarray(0, 34)) !== (bytes[34] ?? 0) * 256 + (bytes[35] ?? 0)) return { fault: "address_checksum" };
  if (tag === (BOUNCEABLE | TEST_ONLY) || tag === (NON_BOUNCEABLE | TEST_ONLY)) return { fault: "address_testnet" };
  if (tag !== BOUNCEABLE && tag !== NON_BOUNCEABLE) return { fault: "address" };
  return { workchain: workchain > 127 ? workchain - 256 : workchain, hash: bytes.subarray(2, 34) };
}

function written(hash: Uint8Array, tag: number): string {
  const body = Uint8Array.from([tag, 0, ...hash]);
  const crc = crc16(body);
  return toBase64Url(Uint8Array.from([...body, crc >> 8, crc & 255]));
}

function canonical(text: string): string | null {
  const found = read(text);
  return "fault" in found ? null : written(found.hash, BOUNCEABLE);
}

/** Every place where a friendly address could begin; whether one does, its checksum says. */
const CANDIDATES = /(?=([EUk0][Qf][A-Za-z0-9_\-+/]{46}))/g;
const RAW_WITHIN = /(?<![0-9-])(?:-1|0):[0-9a-fA-F]{64}(?![0-9a-fA-F])/;

/**
 * TON and its test networks. An address is stored in its bounceable form (`EQ…`), which holds a checksum and no colon, as CAIP-19 asks;
 * people see the form that their wallets show (`UQ…`). A letter's case is part of it.
 */
export const tvm: Namespace = {
  forms: {
    chain: "-?[1-9]\\d{0,9}",
    address: "EQ[A-D][A-Za-z0-9_-]{45}",
    hash: "(?<!:)[0-9a-f]{64}",
  },
  token: "jetton",
  // SLIP-44 coin type 607.
  coin: { asset: "slip44:607", symbol: "TON", name: "Toncoin", decimals: 9 },
  // Nanotons that travel with a transfer of jettons out of our wallet, whose unused part comes back. No sweep: nothing lies elsewhere.
  gas: { payout: 60_000_000n, sweep: 0n },
  numbered: false,
  local: ["-31337"],
  explorers: { "-239": "https://tonviewer.com/transaction/" },
  byMemo: true,
  addressFault: (text) => {
    const found = read(text);
    return "fault" in found ? found.fault : null;
  },
  canonical,
  within: (text) => RAW_WITHIN.test(text) || [...text.matchAll(CANDIDATES)].some(([, found = ""]) => !("fault" in friendly(found))),
  shown: (address) => {
    const found = read(address);
    return "fault" in found ? address : written(found.hash, NON_BOUNCEABLE);
  },
};
