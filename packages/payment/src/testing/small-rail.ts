import { randomUUID } from "node:crypto";
import * as payment from "../index.ts";
import { smallCalls } from "./small-call.ts";
import { depositAddress, ESCROW, hex, PROXY, type SmallChain } from "./small-chain.ts";

/** A signature of the small chain: who signed, and what. */
export const smallSignature = (address: string, text: string): string => `${address}.${hex(32, text)}`;

function signerOfSmall(text: string, signature: string): string | null {
  const [address = ""] = signature.split(".");
  return signature === smallSignature(address, text) ? address : null;
}

/** Where the operator wants earned fees. */
export const RECEIVER = `0x${"5e".repeat(20)}`;

export type SmallRail = payment.PayInRail & payment.IntakeRail & payment.CustodyRail;

/** Both sides of a small chain, as the web process and the worker have them, and what a test sees or breaks of it. */
export function smallRail(chain: SmallChain, { name, proxied }: { name: string; proxied: boolean }) {
  const spec: payment.ChainSpec = {
    chain: chain.id,
    name,
    confirmations: chain.policy.confirmations,
    reorgDepth: 64,
    requireFinalized: true,
    escrowWallet: ESCROW,
    receiver: RECEIVER,
    proxy: proxied ? PROXY : null,
    explorer: null,
  };
  const watched = new Map<string, unknown>();
  const crash: { at: payment.CrashPoint | null } = { at: null };
  const rail: SmallRail = {
    chain: spec,
    addresses: { addressAt: (index) => ({ address: depositAddress(index), path: `m/44'/60'/0'/0/${index}` }) },
    references: {
      next() {
        const reference = hex(8, randomUUID());
        return { reference, hash: hex(32, reference) };
      },
    },
    signerOf: ({ text, signature }) => Promise.resolve(signerOfSmall(text, signature)),
    paymentUri: ({ token, to, amount }) => `${chain.id}:${token}:${to}:${amount}`,
    watchers: [{ watch: async (id, place) => void watched.set(id, place) }],
    verifier: {
      verify: async (expected) => chain.verify(expected),
      head: async () => chain.head,
      blocks: async (_chain, heights) => chain.view(heights),
    },
    screener: payment.NO_SCREENING,
    signers: chain.signers(),
    broadcaster: chain.broadcaster(),
    calls: smallCalls,
    crash: {
      at(point) {
        if (crash.at !== point) return Promise.resolve();
        crash.at = null;
        return Promise.reject(new Error(`crash at ${point}`));
      },
    },
  };
  return { chain, spec, rail, watched, crash };
}
