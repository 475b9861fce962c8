import { BrokenInvariant, scannerWebhook, type ScannerWebhook, secretSchema } from "@amanat/contracts";
import { url } from "@amanat/env";
import * as z from "zod";
import type { WayRow } from "../../internal/rows.ts";
import { defineProvider, jsonIn, type Through, type TransferReport } from "../provider.ts";
import { createScannerClient } from "./client.ts";
import { signedWebhook } from "./webhook.ts";

const settings = z.object({
  AMN_SCANNER_URL: url("http", "https"),
  AMN_SCANNER_WEBHOOK_SECRET: secretSchema,
});

const EVENTS = {
  "payment.detected": "detected",
  "payment.confirming": "confirming",
  "payment.confirmed": "confirmed",
  "payment.reorged": "reorged",
} as const satisfies Record<ScannerWebhook["event"], TransferReport["event"]>;

const kept = z.object({ wallet: z.string() });

/** A payment without an address of its own comes to the wallet itself, "through" it, with the hash of its memo. */
function through({ referenceHash, data }: WayRow): Through | null {
  if (referenceHash === null) return null;
  const { wallet } = kept.parse(data);
  return { contract: wallet, to: wallet, referenceHash };
}

/**
 * Our own scanner. The payer sends a plain transfer to the payment's own deposit address, or to the escrow wallet with the payment's memo where
 * a chain has no such addresses, and the scanner process reports it. The scanner
 * also watches the chain for the payments of the other providers.
 */
export const amnScanner = defineProvider<z.infer<typeof settings>>({
  name: "amn.scanner",
  variables: Object.keys(settings.shape),
  settings,
  secrets: ["AMN_SCANNER_WEBHOOK_SECRET"],
  stored: 200,
  offeredOn: () => true,
  createPayInIntent({ rail }) {
    if (rail.addresses !== null) return { reference: null, referenceHash: null, data: {} };
    const { reference, hash } = rail.references.next();
    return { reference, referenceHash: hash, data: { wallet: rail.chain.escrowWallet } };
  },
  getPayInStatus: () => null,
  wayToPay({ intent, rail, way, asset, remaining }) {
    const { reference: memo } = way;
    const place = through(way);
    if (place !== null && memo !== null && asset.token !== null) {
      const to = place.to;
      return { way: "memo", provider: "amn.scanner", to, memo, uri: rail.paymentUri({ token: asset.token, to, amount: remaining, memo }) };
    }
    if (intent.depositAddress === null || asset.token === null) throw new BrokenInvariant(`intent ${intent.id} has no address yet`);
    const to = intent.depositAddress;
    return { way: "transfer", provider: "amn.scanner", to, uri: rail.paymentUri({ token: asset.token, to, amount: remaining }) };
  },
  through,
  handleProviderWebhook: ({ raw, headers, at }, { AMN_SCANNER_WEBHOOK_SECRET: secret }) => signedWebhook(raw, headers, { at, secret }),
  readWebhook({ raw }) {
    const body = jsonIn(raw);
    if (body === null) return { nothing: "malformed: not JSON" };
    const parsed = scannerWebhook.safeParse(body);
    if (!parsed.success) return { nothing: `not understood: ${parsed.error.issues.map((issue) => issue.path.join(".")).join(", ")}` };
    const { event, targetId, transfer, also, confirmations, finalized } = parsed.data;
    return { report: { event: EVENTS[event], targetId, transfer, also, confirmations, finalized } };
  },
  watcher: ({ AMN_SCANNER_URL: url, AMN_SCANNER_WEBHOOK_SECRET: secret }, breaker) => createScannerClient({ url, secret }, breaker),
});
