import { addressFault, DomainError, formatUnits, parseUnits, publicId } from "@amanat/contracts";
import * as z from "zod";
import { address } from "../address.ts";
import type { Answer, Ask } from "../ask.ts";
import { type AskedPayment, type Forward, type Looked, type ProviderApi, WrongAnswer } from "../provider.ts";
import { dataSchema } from "./data.ts";
import type { ShkeeperSettings } from "./settings.ts";

const NAME = "SHKeeper";
/** Digits behind the point that it keeps of every coin. A price with more would come back as another. */
const DIGITS = 6;

/** An amount as people write it. As a number of JSON only where that holds all its digits. */
const amount = z
  .union([z.string().regex(/^\d{1,40}(\.\d{1,40})?$/), z.number().positive().max(9_000_000_000).transform(String)])
  .refine((text) => /^\d+(\.\d+)?$/.test(text));
/** Errors come with HTTP 200. */
const failed = z.object({ status: z.literal("error"), message: z.string().max(2_000).catch("") });
const made = z.object({ status: z.literal("success"), amount, wallet: address });
const listed = z.object({
  status: z.literal("success"),
  invoices: z
    .array(
      z.object({
        external_id: z.string().max(200),
        txs: z
          .array(z.object({ txid: z.string().max(200), addr: z.string().max(200), crypto: z.string().max(60), amount, status: z.string() }))
          .max(1_000),
      }),
    )
    .max(100),
});
const payoutStatus = z.object({
  external_id: z.string(),
  status: z.enum(["IN_PROGRESS", "SUCCESS", "FAIL"]),
  txid: z
    .string()
    .regex(/^(0x)?[0-9a-fA-F]{64}$/)
    .nullish(),
});
const cryptoList = z.object({ status: z.literal("success"), crypto: z.array(z.string()) });

/** What its answer holds. Errors: UPSTREAM_ERROR (it refused, also with HTTP 200), WrongAnswer (it answers something else). */
function read<T>({ status, body }: Answer, schema: z.ZodType<T>): T {
  const refused = failed.safeParse(body);
  if (refused.success) throw new DomainError("UPSTREAM_ERROR", `${NAME} refuses: ${refused.data.message.slice(0, 200)}`);
  if (status !== 200) throw new DomainError("UPSTREAM_ERROR", `${NAME} answers ${status}.`);
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new WrongAnswer(NAME, `${parsed.error.issues[0]?.path.join(".") ?? ""} is not as documented`);
  return parsed.data;
}

/** SHKeeper's API, version 1. */
export function shkeeperApi({ url, key, cryptos, fiat, callback, payout }: ShkeeperSettings, ask: Ask): ProviderApi {
  const headers = { "x-shkeeper-api-key": key };
  const get = (path: string): Promise<Answer> => ask({ method: "GET", url: new URL(path, url), headers });
  const nameOf = (assetId: string): string => {
    const name = cryptos.get(assetId);
    if (name === undefined) throw new DomainError("NOT_SUPPORTED", `${NAME} is not asked for ${assetId}.`);
    return name;
  };
  const payoutOf = async (crypto: string, id: string): Promise<z.output<typeof payoutStatus> | null> => {
    const answer = await get(`/api/v1/${crypto}/payout/status?external_id=${encodeURIComponent(id)}`);
    return answer.status === 404 ? null : read(answer, payoutStatus);
  };

  return {
    async askPayment({ intent, asset }: AskedPayment) {
      const crypto = nameOf(asset.id);
      // What it takes has to come out again.
      if (payout === null) throw new DomainError("NOT_SUPPORTED", `${NAME} could not pay on to us.`);
      const price = formatUnits(intent.amount, asset.decimals);
      if ((price.split(".")[1] ?? "").length > DIGITS) throw new DomainError("NOT_SUPPORTED", `${NAME} rounds ${price}.`);
      const reference = publicId("intent", intent.id);
      // One to one: a coin that has another price there than one of the fiat comes back as another amount, and is refused.
      const body = { external_id: reference, fiat, amount: price, callback_url: callback };
      const answer = read(await ask({ method: "POST", url: new URL(`/api/v1/${crypto}/payment_request`, url), headers, body }), made);
      if (parseUnits(answer.amount, asset.decimals) !== intent.amount) throw new WrongAnswer(NAME, "another amount");
      if (addressFault(answer.wallet, intent.chain) !== null) throw new WrongAnswer(NAME, "no address of this chain");
      if (answer.wallet === intent.depositAddress || answer.wallet === asset.token)
        throw new WrongAnswer(NAME, "a wallet that is not its own");
      return { reference, referenceHash: null, data: { wallet: answer.wallet, crypto } };
    },
    async lookAt({ way, asset, forwards }): Promise<Looked | null> {
      const { wallet, crypto } = dataSchema.parse(way.data);
      const { reference } = way;
      if (reference === null) return null;
      const { invoices } = read(await get(`/api/v1/invoices/${encodeURIComponent(reference)}`), listed);
      const paid = new Map<string, bigint>();
      for (const { external_id: id, txs } of invoices)
        for (const tx of txs) {
          const units =
            id === reference && tx.crypto === crypto && tx.addr.toLowerCase() === wallet ? parseUnits(tx.amount, asset.decimals) : null;
          if (units !== null && tx.status === "CONFIRMED") paid.set(tx.txid.toLowerCase(), units);
        }
      const newest = forwards.at(-1);
      const sent = newest === undefined ? null : await payoutOf(crypto, newest.id);
      if (paid.size === 0) return null;
      const txHash = sent?.txid?.toLowerCase() ?? null;
      const held = [...paid.values()].reduce((sum, each) => sum + each, 0n);
      return { reference, txHash, status: sent === null ? "confirmed" : `forwarded: ${sent.status.toLowerCase()}`, paid: true, held };
    },
    ...(payout === null ? {} : { forward: (forward: Forward) => forwardFrom(forward, payout) }),
    async ping() {
      const { crypto } = read(await get("/api/v1/crypto"), cryptoList);
      if (![...cryptos.values()].some((name) => crypto.includes(name)))
        throw new DomainError("UPSTREAM_ERROR", `${NAME} takes none of our coins.`);
    },
  };

  async function forwardFrom({ id, to, amount: units, asset }: Forward, { user, password, fee }: NonNullable<ShkeeperSettings["payout"]>) {
    const crypto = nameOf(asset.id);
    // It answers now, so that the one try has the best of chances.
    if ((await payoutOf(crypto, id)) !== null) return;
    const body = { amount: formatUnits(units, asset.decimals), destination: to, fee, external_id: id };
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    read(await ask({ method: "POST", url: new URL(`/api/v1/${crypto}/payout`, url), headers: { authorization }, body }), z.looseObject({}));
  }
}
