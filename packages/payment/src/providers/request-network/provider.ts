import { BrokenInvariant } from "@amanat/contracts";
import { flag, url } from "@amanat/env";
import * as z from "zod";
import { defineProvider, jsonIn, type ProviderPayment } from "../provider.ts";
import { requestNetworkApi } from "./api.ts";
import { dataSchema } from "./data.ts";
import { networks } from "./networks.ts";
import { signedWebhook, STATUS } from "./webhook.ts";

const NOBODY = `0x${"0".repeat(40)}`;

const variables = z.object({
  REQUEST_NETWORK_ENABLED: flag(true),
  /** Without this secret no webhook of it is accepted. */
  REQUEST_NETWORK_WEBHOOK_SECRET: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
  /** Without this key its API is not asked: payments go through its contract with a reference of ours. */
  REQUEST_NETWORK_API_KEY: z.string().min(8, { error: "must have at least 8 characters" }).optional(),
  REQUEST_NETWORK_API_URL: url("http", "https").default("https://api.request.network"),
  REQUEST_NETWORK_NETWORK: networks,
});
const settings = variables.transform((given) => (given.REQUEST_NETWORK_ENABLED ? given : null));

const reportedSchema = z.object({
  reference: z.string(),
  txHash: z.string().nullable(),
  status: z.string(),
  paid: z.boolean().default(false),
});

/** A webhook about a payment. Some fields have two names, and there are more fields than are read here. */
const webhookSchema = z.object({
  event: z.string().max(100),
  paymentReference: z.string().regex(/^(0x)?[0-9a-fA-F]{2,64}$/),
  txHash: z
    .string()
    .regex(/^0x[0-9a-fA-F]{64}$/)
    .nullish(),
});

/** Whether payments on this chain are asked of its API. */
function isAsked(settings: z.output<typeof variables>, chain: string): boolean {
  return settings.REQUEST_NETWORK_API_KEY !== undefined && settings.REQUEST_NETWORK_NETWORK.has(chain);
}

/**
 * Request Network's direct payment. The payer calls its fee proxy, which sends the token to our wallet and puts the payment's reference
 * into its log. The scanner finds that log; the provider's own reports are only noted. With a key the payment is also a request of its own: its
 * API makes the reference, takes its fee on top, and is asked what became of it. The payer's wallet gets a call of our making either way.
 */
export const requestNetwork = defineProvider<z.output<typeof variables>>({
  name: "request-network",
  variables: Object.keys(variables.shape),
  callVariables: ["REQUEST_NETWORK_ENABLED", "REQUEST_NETWORK_API_KEY", "REQUEST_NETWORK_API_URL", "REQUEST_NETWORK_NETWORK"],
  settings,
  secrets: ["REQUEST_NETWORK_WEBHOOK_SECRET", "REQUEST_NETWORK_API_KEY"],
  stored: 200,
  offeredOn: ({ chain }) => chain.proxy !== null,
  createPayInIntent({ rail }, settings) {
    const { chain, proxy, escrowWallet } = rail.chain;
    if (proxy === null) throw new BrokenInvariant(`there is no fee proxy on ${chain}`);
    const data = { contract: proxy.toLowerCase(), to: escrowWallet.toLowerCase() };
    if (isAsked(settings, chain)) return { reference: null, referenceHash: null, data, asks: true };
    const { reference, hash } = rail.references.next();
    return { reference, referenceHash: hash.toLowerCase(), data };
  },
  getPayInStatus: ({ reported }) => (reported === null ? null : reportedSchema.parse(reported)),
  wayToPay({ way, remaining }) {
    if (way.reference === null) throw new BrokenInvariant(`intent ${way.intentId} has no reference`);
    const { contract, to, fee } = dataSchema.parse(way.data);
    // Of a rest its part, rounded up. Without a request nothing is charged on top: the platform's fee comes out of the release.
    const feeAmount = fee === undefined || fee.of === "0" ? 0n : (BigInt(fee.amount) * remaining + BigInt(fee.of) - 1n) / BigInt(fee.of);
    const feeAddress = feeAmount === 0n ? NOBODY : (fee?.address ?? NOBODY);
    return {
      way: "proxy",
      provider: "request-network",
      reference: way.reference,
      contract,
      to,
      feeAmount: feeAmount.toString(),
      feeAddress,
    };
  },
  through({ data, referenceHash }) {
    if (referenceHash === null) return null;
    const { contract, to } = dataSchema.parse(data);
    return { contract, to, referenceHash };
  },
  handleProviderWebhook: ({ raw, headers }, { REQUEST_NETWORK_WEBHOOK_SECRET: secret }) =>
    secret === undefined ? null : signedWebhook(raw, headers, secret),
  readWebhook({ raw }) {
    const body = jsonIn(raw);
    if (body === null) return { nothing: "malformed: not JSON" };
    const parsed = webhookSchema.safeParse(body);
    if (!parsed.success) return { nothing: `not about a payment: ${parsed.error.issues.map((issue) => issue.path.join(".")).join(", ")}` };
    const status = STATUS.exec(parsed.data.event)?.[1];
    if (status === undefined) return { nothing: `ignored: ${parsed.data.event}` };
    const { paymentReference, txHash } = parsed.data;
    const paid = status === "confirmed" || status === "partial";
    const payment: ProviderPayment = { reference: referenceOf(paymentReference), txHash: txHash?.toLowerCase() ?? null, status, paid };
    return { payment };
  },
  api: ({ REQUEST_NETWORK_API_KEY: key, REQUEST_NETWORK_API_URL, REQUEST_NETWORK_NETWORK }, ask) =>
    key === undefined ? null : requestNetworkApi({ url: REQUEST_NETWORK_API_URL, key, networks: REQUEST_NETWORK_NETWORK }, ask),
});

/** The reference as our rows have it: the provider writes it with or without 0x. */
function referenceOf(text: string): string {
  return `0x${text.toLowerCase().replace(/^0x/, "")}`;
}
