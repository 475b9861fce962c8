import { BrokenInvariant, formatUnits, publicId } from "@amanat/contracts";
import * as z from "zod";
import { defineProvider, jsonIn } from "../provider.ts";
import { depayApi } from "./api.ts";
import { type DePaySettings, settings, variables } from "./settings.ts";
import { isSigned, signatureOf } from "./signature.ts";
import { newsIn, referenceOf, signedWebhook } from "./webhook.ts";

const dataSchema = z.object({ url: z.string() });
/** What the page in the payer's browser hands on to us through DePay. A hint: what is answered follows from our own rows. */
const questionSchema = z.object({ payment: z.string().max(60) });

function door({ door: found }: DePaySettings): NonNullable<DePaySettings["door"]> {
  if (found === null) throw new BrokenInvariant("DePay's keys are not set in this process");
  return found;
}

function pageOf(intentId: string, given: DePaySettings): string {
  const page = new URL(door(given).checkout);
  page.searchParams.set("payload[payment]", publicId("intent", intentId));
  return page.href;
}

const reportedSchema = z.object({
  reference: z.string(),
  txHash: z.string().nullable(),
  status: z.string(),
  paid: z.boolean().default(false),
});

/**
 * DePay's widget, on a page of the operator's that is another origin. It asks us what is to be paid (dynamic configuration), and we answer, signed,
 * with the payment's own deposit address: so the money lies where every other payment does, and is proved like one. What DePay tells is a hint.
 */
export const depay = defineProvider<DePaySettings>({
  name: "depay",
  variables: Object.keys(variables.shape),
  callVariables: ["DEPAY_BLOCKCHAINS", "DEPAY_API_KEY", "DEPAY_API_URL", "DEPAY_LINK_ID"],
  settings,
  secrets: ["DEPAY_PRIVATE_KEY", "DEPAY_API_KEY"],
  stored: 200,
  offeredOn: ({ chain }, given) => given.door !== null && given.blockchains.has(chain.chain),
  createPayInIntent({ intent, rail }, given) {
    const blockchain = given.blockchains.get(rail.chain.chain);
    if (blockchain === undefined || intent.depositAddress === null) throw new BrokenInvariant(`DePay does not know ${rail.chain.chain}`);
    const reference = referenceOf(blockchain, intent.depositAddress);
    return { reference, referenceHash: null, data: { url: pageOf(intent.id, given) }, looks: given.reads !== null };
  },
  getPayInStatus: ({ reported }) => (reported === null ? null : reportedSchema.parse(reported)),
  wayToPay: ({ way }) => ({ way: "hosted", provider: "depay", ...dataSchema.parse(way.data) }),
  through: () => null,
  createHostedPaymentLink: ({ intent }, given) => Promise.resolve({ url: pageOf(intent.id, given) }),
  handleProviderWebhook: ({ raw, headers }, given) => (given.door === null ? null : signedWebhook(raw, headers, given.door.theirs)),
  readWebhook: ({ raw }) => newsIn(raw),
  questions: {
    read({ raw, headers }, given) {
      if (given.door === null || !isSigned(given.door.theirs, headers["x-signature"], raw)) return null;
      return questionSchema.safeParse(jsonIn(Buffer.from(raw).toString("utf8"))).data?.payment ?? "";
    },
    answer({ intent, asset, remaining, back }, given) {
      const blockchain = given.blockchains.get(intent.chain);
      if (blockchain === undefined || asset.token === null || intent.depositAddress === null)
        throw new BrokenInvariant("nothing to be paid");
      // The amount is a number of JSON, as documented, with all its digits: no number of ours would hold them.
      const accept = `{"blockchain":${JSON.stringify(blockchain)},"amount":${formatUnits(remaining, asset.decimals)},"token":${JSON.stringify(asset.token)},"receiver":${JSON.stringify(intent.depositAddress)}}`;
      const body = `{"accept":[${accept}],"forward_to":${JSON.stringify(back)}}`;
      return { body, headers: { "x-signature": signatureOf(door(given).ours, body) } };
    },
  },
  api: ({ reads }, ask) => (reads === null ? null : depayApi(reads, ask)),
});
