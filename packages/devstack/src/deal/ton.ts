import type { IntentView } from "@amanat/sdk";
import { Address, beginCell, Cell, external, internal, SendMode, storeMessage } from "@ton/core";
import { keyPairFromSeed } from "@ton/crypto";
import { WalletContractV4 } from "@ton/ton";
import * as z from "zod";
import type { ChainReader } from "./wallet.ts";

const TRANSFER = 0x0f8a7ea5;
const INTERNAL_TRANSFER = 0x178d4519;
const WAIT_MS = 60_000;
/** Transactions that one message sets off, at most. */
const MOST_STEPS = 16;

const stackSchema = z.object({ exit_code: z.number(), stack: z.array(z.object({ type: z.string(), value: z.unknown() })) });
const message = z.object({
  hash: z.string(),
  destination: z.string().nullish(),
  message_content: z.object({ body: z.string() }).nullish(),
});
const transaction = z.object({
  account: z.string(),
  description: z.object({ aborted: z.boolean().nullish() }),
  in_msg: message.nullish(),
  out_msgs: z.array(message),
});
const foundSchema = z.object({ transactions: z.array(transaction) });
type Step = z.infer<typeof transaction>;

async function ask<Schema extends z.ZodType>(url: string, path: string, schema: Schema, body?: object): Promise<z.output<Schema>> {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await fetch(`${url}/${path}`, init);
  if (!response.ok) throw new Error(`toncenter answers ${response.status} to ${path.split("?")[0] ?? ""}`);
  return schema.parse(await response.json());
}

const run = (url: string, address: Address, method: string, stack: object[] = []) =>
  ask(url, "runGetMethod", stackSchema, { address: address.toRawString(), method, stack });

async function walletOf(url: string, token: Address, owner: Address): Promise<Address> {
  const value = beginCell().storeAddress(owner).endCell().toBoc().toString("base64");
  const { stack } = await run(url, token, "get_wallet_address", [{ type: "slice", value }]);
  return Cell.fromBase64(String(stack[0]?.value)).beginParse().loadAddress();
}

async function executionOf(url: string, hash: string): Promise<Step | null> {
  const { transactions } = await ask(url, `transactionsByMessage?direction=in&msg_hash=${encodeURIComponent(hash)}`, foundSchema);
  return transactions[0] ?? null;
}

/** Everything that a message set off, as far as it has happened. */
async function stepsOf(url: string, hash: string): Promise<Step[]> {
  const steps: Step[] = [];
  const waiting = [hash];
  while (waiting.length > 0 && steps.length < MOST_STEPS) {
    const step = await executionOf(url, waiting.shift() ?? "");
    if (step === null) continue;
    steps.push(step);
    waiting.push(...step.out_msgs.flatMap((made) => (made.destination ? [made.hash] : [])));
  }
  return steps;
}

/** Reads a chain of TON: nothing here asks Amanat. A transaction is named by the hash of the message that began it. */
export function tonReader(url: string): ChainReader {
  return {
    async balanceOf(token, holder) {
      const owner = Address.parse(holder);
      if (token === null) {
        const state = await ask(
          url,
          `addressInformation?address=${encodeURIComponent(owner.toRawString())}`,
          z.object({ balance: z.string() }),
        );
        return BigInt(state.balance);
      }
      const { exit_code: exit, stack } = await run(url, await walletOf(url, Address.parse(token), owner), "get_wallet_data");
      return exit === 0 ? BigInt(String(stack[0]?.value)) : 0n;
    },
    async moved(hash, token, from, to) {
      const theirs = await walletOf(url, Address.parse(token), Address.parse(to));
      const arrived = (await stepsOf(url, hash)).filter(
        ({ account, description }) => Address.parse(account).equals(theirs) && description.aborted !== true,
      );
      return arrived.reduce((sum, step) => sum + amountIn(step, Address.parse(from)), 0n);
    },
    async paidBy(hash) {
      const first = await executionOf(url, hash);
      return first === null ? null : Address.parse(first.account).toString();
    },
  };
}

/** What a jetton wallet took in from an owner. */
function amountIn({ in_msg: told }: Step, from: Address): bigint {
  const body = told?.message_content?.body;
  if (body === undefined) return 0n;
  const slice = Cell.fromBase64(body).beginParse();
  if (slice.loadUint(32) !== INTERNAL_TRANSFER) return 0n;
  slice.loadUintBig(64);
  const amount = slice.loadCoins();
  return slice.loadMaybeAddress()?.equals(from) === true ? amount : 0n;
}

/** Pays an intent by its memo, as a wallet would; resolves with the hash of the message once it is executed. */
export async function payOnTon({ url, seed, intent }: { url: string; seed: string; intent: IntentView }): Promise<string> {
  const way = intent.pay?.ways.find((one) => one.way === "memo");
  if (intent.pay === null || way === undefined) throw new Error("this deal is not offered to be paid by memo");
  const { publicKey, secretKey } = keyPairFromSeed(Buffer.from(seed, "hex"));
  const wallet = WalletContractV4.create({ workchain: 0, publicKey });
  const { exit_code: exit, stack } = await run(url, wallet.address, "seqno");
  const seqno = exit === 0 ? Number(stack[0]?.value) : 0;
  const body = beginCell()
    .storeUint(TRANSFER, 32)
    .storeUint(0, 64)
    .storeCoins(BigInt(intent.remaining))
    .storeAddress(Address.parse(way.to))
    .storeAddress(wallet.address)
    .storeMaybeRef(null)
    // Amanat looks at its own jetton wallet, and needs no notification.
    .storeCoins(0)
    .storeMaybeRef(beginCell().storeUint(0, 32).storeStringTail(way.memo).endCell())
    .endCell();
  const to = await walletOf(url, Address.parse(intent.pay.token), wallet.address);
  const messages = [internal({ to, value: 100_000_000n, body })];
  const sendMode = SendMode.PAY_GAS_SEPARATELY + SendMode.IGNORE_ERRORS;
  const signed = wallet.createTransfer({ seqno, secretKey, messages, sendMode });
  const whole = beginCell()
    .store(storeMessage(external({ to: wallet.address, ...(seqno === 0 ? { init: wallet.init } : {}), body: signed })))
    .endCell();
  await ask(url, "message", z.object({ message_hash: z.string() }), { boc: whole.toBoc().toString("base64") });
  const hash = whole.hash().toString("hex");
  const end = Date.now() + WAIT_MS;
  while ((await executionOf(url, hash)) === null) {
    if (Date.now() > end) throw new Error(`message ${hash} was not executed`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return hash;
}
