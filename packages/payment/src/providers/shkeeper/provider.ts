import * as z from "zod";
import { BrokenInvariant, isPaidByMemo } from "@amanat/contracts";
import { defineProvider } from "../provider.ts";
import { shkeeperApi } from "./api.ts";
import { dataSchema } from "./data.ts";
import { callVariables, settings, type ShkeeperSettings, variables } from "./settings.ts";
import { newsIn, signedWebhook } from "./webhook.ts";

const reportedSchema = z.object({
  reference: z.string(),
  txHash: z.string().nullable(),
  status: z.string(),
  paid: z.boolean().default(false),
});

/**
 * SHKeeper, which an operator runs: the payer pays to a wallet of its own, and what came there it pays on to the payment's deposit address when we
 * ask it to. Until the chain shows it there, nothing is credited, whatever SHKeeper says.
 */
export const shkeeper = defineProvider<ShkeeperSettings>({
  name: "shkeeper",
  variables,
  callVariables,
  settings,
  secrets: ["SHKEEPER_API_KEY", "SHKEEPER_WEBHOOK_SECRET", "SHKEEPER_PAYOUT_PASSWORD"],
  stored: 202,
  forwards: true,
  // It pays on without a memo.
  offeredOn: ({ chain }, { cryptos }, assetId) => cryptos.has(assetId) && !isPaidByMemo(chain.chain),
  createPayInIntent: () => ({ reference: null, referenceHash: null, data: {}, asks: true }),
  getPayInStatus: ({ reported }) => (reported === null ? null : reportedSchema.parse(reported)),
  wayToPay({ way, asset, remaining, rail }) {
    const { wallet } = dataSchema.parse(way.data);
    if (asset.token === null) throw new BrokenInvariant(`intent ${way.intentId} is paid in a coin that has no token`);
    return {
      way: "transfer",
      provider: "shkeeper",
      to: wallet,
      uri: rail.paymentUri({ token: asset.token, to: wallet, amount: remaining }),
    };
  },
  through: () => null,
  handleProviderWebhook: ({ raw, headers, at }, { webhookSecret }) => signedWebhook(raw, headers, { secret: webhookSecret, at }),
  readWebhook: ({ raw }) => newsIn(raw),
  api: (given, ask) => shkeeperApi(given, ask),
});
