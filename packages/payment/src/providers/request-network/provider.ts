import { BrokenInvariant } from "@amanat/contracts";
import { flag } from "@amanat/env";
import * as z from "zod";
import { defineProvider, jsonIn, type ProviderPayment } from "../provider.ts";
import { signedWebhook, TEST } from "./webhook.ts";

/** Payers are charged nothing on top of the price: the platform's fee comes out of the release. */
const NO_FEE = { feeAmount: "0", feeAddress: `0x${"0".repeat(40)}` } as const;

const variables = z.object({
  REQUEST_NETWORK_ENABLED: flag(true),
  /** Without this secret no webhook of it is accepted. */
  REQUEST_NETWORK_WEBHOOK_SECRET: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
});
const settings = variables.transform((given) => (given.REQUEST_NETWORK_ENABLED ? given : null));

/** The contract and the receiving wallet as they were when the payer was told to pay. */
const dataSchema = z.object({ contract: z.string(), to: z.string() });

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

/** `payment.confirmed.checkout` and `.client_id` accompany `payment.confirmed` and repeat it. */
const STATUS = /^payment\.(confirmed|partial|failed|refunded|processing)(\.(client_id|checkout))?$/;

/**
 * Request Network's direct payment. The payer calls its fee proxy, which sends the token to our wallet and puts the payment's reference
 * into its log. The scanner finds that log; the provider's own reports are only noted.
 */
export const requestNetwork = defineProvider<z.output<typeof variables>>({
  name: "request-network",
  variables: Object.keys(variables.shape),
  settings,
  secrets: ["REQUEST_NETWORK_WEBHOOK_SECRET"],
  stored: 200,
  offeredOn: ({ chain }) => chain.proxy !== null,
  createPayInIntent({ rail }) {
    const { proxy, escrowWallet } = rail.chain;
    if (proxy === null) throw new BrokenInvariant(`there is no fee proxy on ${rail.chain.chain}`);
    const { reference, hash } = rail.references.next();
    return { reference, referenceHash: hash.toLowerCase(), data: { contract: proxy.toLowerCase(), to: escrowWallet.toLowerCase() } };
  },
  getPayInStatus: ({ reported }) => (reported === null ? null : reportedSchema.parse(reported)),
  wayToPay({ way }) {
    if (way.reference === null) throw new BrokenInvariant(`intent ${way.intentId} has no reference`);
    return { way: "proxy", provider: "request-network", reference: way.reference, ...dataSchema.parse(way.data), ...NO_FEE };
  },
  through: ({ data, referenceHash }) => (referenceHash === null ? null : { ...dataSchema.parse(data), referenceHash }),
  handleProviderWebhook: ({ raw, headers }, { REQUEST_NETWORK_WEBHOOK_SECRET: secret }) =>
    secret === undefined ? null : signedWebhook(raw, headers, secret),
  readWebhook({ event, raw }) {
    if (event.startsWith(TEST)) return { nothing: "ignored: a test delivery" };
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
});

/** The reference as our rows have it: the provider writes it with or without 0x. */
function referenceOf(text: string): string {
  return `0x${text.toLowerCase().replace(/^0x/, "")}`;
}
