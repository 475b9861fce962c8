import { DomainError, formatUnits, publicId } from "@amanat/contracts";
import * as z from "zod";
import type { Call, CallReader, ProxyCall } from "../../ports.ts";
import type { Answer, Ask } from "../ask.ts";
import { type AskedPayment, type NewWay, type ProviderApi, WrongAnswer } from "../provider.ts";
import { address } from "../address.ts";
import { dataSchema } from "./data.ts";
import type { ChainNames } from "../chain-names.ts";

const NAME = "Request Network";
/** A fee on top of the price above this part of it is refused: it is the payer's, and a provider does not decide it. Its own is 5, capped. */
const MOST_FEE_BPS = 100n;
const ZERO = `0x${"0".repeat(40)}`;

export type ApiSettings = { readonly url: string; readonly key: string; readonly networks: ChainNames };

const hex = z
  .string()
  .regex(/^0x([0-9a-fA-F]{2})*$/)
  .max(20_000)
  .transform((text) => text.toLowerCase());
const requestId = z.string().regex(/^[A-Za-z0-9]{8,128}$/);

/** Currencies of chains have an address; those of countries have none. */
const currencies = z.array(z.object({ id: z.string().regex(/^[A-Za-z0-9._-]{2,100}$/), address: address.nullish().catch(null) }));
const created = z.object({ requestId, paymentReference: z.string().regex(/^0x[0-9a-fA-F]{16}$/) });
/** Native coin that goes with a transaction: `{ type: "BigNumber", hex }`, or the number as text. */
const value = z.union([
  z.object({ hex: z.string().regex(/^0x[0-9a-fA-F]{1,64}$/) }).transform((big) => BigInt(big.hex)),
  z.literal(["0", "0x0", "0x00"]).transform(() => 0n),
]);
const calldata = z.object({
  transactions: z
    .array(z.object({ to: address, data: hex, value }))
    .min(1)
    .max(5),
});
const status = z.object({
  requestId: requestId.optional(),
  hasBeenPaid: z.boolean(),
  status: z.string().max(60).optional(),
  txHash: z
    .string()
    .regex(/^0x[0-9a-fA-F]{64}$/)
    .nullish(),
});

/** What its answer holds. Errors: UPSTREAM_ERROR (it refused), WrongAnswer (it answers something else). */
function read<T>({ status: code, body }: Answer, wanted: 200 | 201, schema: z.ZodType<T>): T {
  if (code !== wanted) throw new DomainError("UPSTREAM_ERROR", `${NAME} answers ${code}.`);
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new WrongAnswer(NAME, `${parsed.error.issues[0]?.path.join(".") ?? ""} is not as documented`);
  return parsed.data;
}

/** Request Network's API, version 2. */
export function requestNetworkApi({ url, key, networks }: ApiSettings, ask: Ask): ProviderApi {
  const headers = { "x-api-key": key };
  const get = (path: string): Promise<Answer> => ask({ method: "GET", url: new URL(path, url), headers });
  /** Its names of our assets. They do not change while the process lives. */
  const known = new Map<string, string>();

  async function currencyOf({ asset, rail }: AskedPayment): Promise<string> {
    const network = networks.get(rail.chain.chain);
    if (network === undefined || asset.token === null) throw new DomainError("NOT_SUPPORTED", `${NAME} is not asked on this chain.`);
    const found = known.get(asset.id);
    if (found !== undefined) return found;
    const query = new URLSearchParams({ network, symbol: asset.symbol }).toString();
    const listed = read(await get(`/v2/currencies?${query}`), 200, currencies);
    // By its address: anybody can name a token USDC.
    const own = listed.find((currency) => currency.address === asset.token?.toLowerCase());
    if (own === undefined) throw new DomainError("NOT_SUPPORTED", `${NAME} has no ${asset.symbol} with our address on ${network}.`);
    known.set(asset.id, own.id);
    return own.id;
  }

  return {
    async askPayment(asked): Promise<NewWay> {
      const { intent, asset, rail, way } = asked;
      const { contract, to } = dataSchema.parse(way.data);
      const currency = await currencyOf(asked);
      const body = {
        payee: to,
        amount: formatUnits(intent.amount, asset.decimals),
        invoiceCurrency: currency,
        paymentCurrency: currency,
        reference: publicId("intent", intent.id),
      };
      const made = read(await ask({ method: "POST", url: new URL("/v2/request", url), headers, body }), 201, created);
      const answer = await get(`/v2/request/${encodeURIComponent(made.requestId)}/pay`);
      const call = checkedCall(read(answer, 200, calldata).transactions, rail.calls, {
        contract,
        to,
        token: asset.token?.toLowerCase() ?? "",
        amount: intent.amount,
        reference: made.paymentReference.toLowerCase(),
      });
      return {
        reference: call.reference,
        referenceHash: call.referenceHash,
        data: {
          contract,
          to,
          requestId: made.requestId,
          fee: { amount: call.feeAmount.toString(), address: call.feeAddress, of: intent.amount.toString() },
        },
      };
    },
    async lookAt({ way: { reference, data } }) {
      const { requestId: id } = dataSchema.parse(data);
      if (id === undefined || reference === null) return null;
      const said = read(await get(`/v2/request/${encodeURIComponent(id)}`), 200, status);
      if (said.requestId !== undefined && said.requestId !== id) throw new WrongAnswer(NAME, "another request than asked for");
      if (!said.hasBeenPaid) return null;
      return { reference, txHash: said.txHash?.toLowerCase() ?? null, status: "confirmed", paid: true };
    },
    async ping() {
      const [network = "mainnet"] = networks.values();
      const query = new URLSearchParams({ network, symbol: "USDC", firstOnly: "true" }).toString();
      read(await get(`/v2/currencies?${query}`), 200, z.unknown());
    },
  };
}

type Wanted = { contract: string; to: string; token: string; amount: bigint; reference: string };

/**
 * The one payment among the transactions that it would have a wallet sign, compared with what we want in every field. An allowance may stand beside
 * it, to the same contract and of the same token; the payer's wallet gives one of our making. Errors: WrongAnswer, NOT_SUPPORTED.
 */
function checkedCall(calls: readonly Call[], reader: CallReader | undefined, wanted: Wanted): ProxyCall {
  if (reader === undefined) throw new DomainError("NOT_SUPPORTED", "Calls of this chain cannot be read.");
  const payments = calls.flatMap((call) => reader.proxyPayment(call) ?? []);
  const [payment] = payments;
  if (payment === undefined || payments.length !== 1) throw new WrongAnswer(NAME, `${payments.length} payments`);
  for (const call of calls) {
    if (reader.proxyPayment(call) !== null) continue;
    const allowance = reader.allowance(call);
    if (allowance === null || allowance.token !== wanted.token || allowance.spender !== wanted.contract)
      throw new WrongAnswer(NAME, "a transaction that is neither the payment nor its allowance");
  }
  for (const field of ["contract", "token", "to", "amount", "reference"] as const)
    if (payment[field] !== wanted[field]) throw new WrongAnswer(NAME, `another ${field}`);
  const { feeAmount, feeAddress } = payment;
  if (feeAmount * 10_000n > wanted.amount * MOST_FEE_BPS) throw new WrongAnswer(NAME, "a fee above one percent");
  if (feeAmount > 0n && (feeAddress === ZERO || feeAddress === wanted.to)) throw new WrongAnswer(NAME, "a fee to nobody");
  return payment;
}
