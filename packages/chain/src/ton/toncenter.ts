import { DomainError } from "@amanat/contracts";
import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleAll, type CircuitBreakerPolicy } from "cockatiel";
import * as z from "zod";

export type ToncenterOptions = {
  /** Where its API is, with the key as `api_key` where there is one: `https://toncenter.com/api/v3?api_key=…`. Where one does not answer, the next is asked. */
  urls: readonly string[];
  /** CAIP-2: what stands behind the colon is the network's global id. */
  chain: string;
  /** Longest wait for one answer, in ms. */
  timeoutMs?: number;
};

/** The service did not answer, is too busy, or answers what nobody asked. Its words stay in the cause. */
export class Away extends Error {
  override readonly name = "Away";
}

/** The service understood the question and says no. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;
  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

/** Far above a page of a thousand transactions with their messages. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Answers that another try, or another service, may turn into a better one. */
const BUSY = new Set([408, 425, 429, 502, 503, 504]);
/** What it says, with 500, of a message that the network's contracts refuse. */
const NOT_ACCEPTED = /external message/i;

type Query = Readonly<Record<string, string | number | readonly string[]>>;
type Asked = { path: string; query?: Query; body?: object };

/** What toncenter's API v3 answers, each answer held against its schema. */
export type Toncenter = ReturnType<typeof openToncenter>;

/**
 * The services that index a chain of TON (toncenter's API v3); asks them nothing yet. One that fails eight times in a row is left alone for two
 * seconds. Each is asked once for the global id of its network: answers about another network are all about something else.
 */
export function openToncenter({ urls, chain, timeoutMs = 8_000 }: ToncenterOptions) {
  const globalId = Number(chain.slice(chain.indexOf(":") + 1));
  const services = urls.map((url) => ({
    url,
    policy: circuitBreaker(handleAll, { halfOpenAfter: 2_000, breaker: new ConsecutiveBreaker(8) }),
    checked: false,
  }));

  async function ours(service: (typeof services)[number]): Promise<void> {
    if (service.checked) return;
    const asked = { path: "blocks", query: { workchain: -1, shard: MASTER_SHARD, limit: 1, sort: "desc" } };
    const { blocks } = await guarded(service.policy, () => fetched(service.url, asked, timeoutMs, blocksSchema));
    const [block] = blocks;
    if (block === undefined) throw new Away("has no block yet");
    if (block.global_id !== globalId)
      throw new DomainError("UPSTREAM_ERROR", `The service serves network ${block.global_id}, not ${globalId}.`);
    service.checked = true;
  }

  return {
    globalId,
    /** Errors: Away (none of them answers), Refused, UPSTREAM_ERROR (another network). */
    async ask<Schema extends z.ZodType>(asked: Asked, schema: Schema): Promise<z.output<Schema>> {
      let failure: unknown = new Away("nobody to ask");
      for (const service of services) {
        try {
          await ours(service);
          return await guarded(service.policy, () => fetched(service.url, asked, timeoutMs, schema));
        } catch (error) {
          if (error instanceof Refused) throw error;
          failure = error;
        }
      }
      throw failure;
    },
  };
}

/** A refusal is an answer: it opens no circuit. */
async function guarded<T>(policy: CircuitBreakerPolicy, ask: () => Promise<T>): Promise<T> {
  try {
    const answer = await policy.execute(async () => {
      try {
        return { value: await ask() };
      } catch (error) {
        if (error instanceof Refused) return { refused: error };
        throw error;
      }
    });
    if ("refused" in answer) throw answer.refused;
    return answer.value;
  } catch (error) {
    throw error instanceof BrokenCircuitError ? new Away("is left alone for a moment", { cause: error }) : error;
  }
}

async function fetched<Schema extends z.ZodType>(base: string, asked: Asked, timeoutMs: number, schema: Schema): Promise<z.output<Schema>> {
  const { body } = asked;
  const text = await read(
    fetch(urlOf(base, asked), {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: "error",
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    }),
  );
  const parsed = schema.safeParse(text);
  if (!parsed.success) throw new Away(`answered what nobody asked: ${asked.path}`, { cause: parsed.error });
  return parsed.data;
}

function urlOf(base: string, { path, query = {} }: Asked): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/${path}`;
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(each));
  return url;
}

async function read(answering: Promise<Response>): Promise<unknown> {
  let response: Response;
  try {
    response = await answering;
  } catch (error) {
    // Without the address: it may hold a key.
    throw new Away("could not be reached", { cause: error instanceof Error ? error.cause : undefined });
  }
  if (BUSY.has(response.status)) {
    await response.body?.cancel();
    throw new Away(`answers ${response.status}`);
  }
  const text = await bounded(response);
  if (response.status >= 500 && !NOT_ACCEPTED.test(text)) throw new Away(`answers ${response.status}`);
  if (!response.ok) throw new Refused(response.status, text.slice(0, 300));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Away("answered no JSON", { cause: error });
  }
}

async function bounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > MOST_BYTES) throw new Away("answered too much");
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Away ? error : new Away("broke off", { cause: error });
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The one shard of the masterchain. */
export const MASTER_SHARD = "8000000000000000";

/** 32 bytes in base64, as toncenter writes hashes; lower-case hex from here on. */
const hash = z.string().transform((text, ctx) => {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length === 32) return bytes.toString("hex");
  ctx.addIssue({ code: "custom", message: "no hash" });
  return z.NEVER;
});
const seqno = z.number().int().nonnegative();
const lt = z
  .string()
  .regex(/^\d{1,20}$/)
  .transform(BigInt);
const nanotons = z
  .string()
  .regex(/^\d{1,30}$/)
  .transform(BigInt);

export const blocksSchema = z.object({ blocks: z.array(z.object({ seqno, root_hash: hash, global_id: z.number().int(), start_lt: lt })) });
export const masterchainSchema = z.object({ last: z.object({ seqno, root_hash: hash }) });

const message = z.object({
  hash,
  source: z.string().nullish(),
  destination: z.string().nullish(),
  value: nanotons.nullish().transform((amount) => amount ?? 0n),
  fwd_fee: nanotons.nullish().transform((amount) => amount ?? 0n),
  bounced: z.boolean().nullish(),
  message_content: z.object({ body: z.string() }).nullish(),
});

export const transactionSchema = z.object({
  account: z.string(),
  hash,
  lt,
  now: z.number().int(),
  /** The masterchain block that made it final. None, or zero, while it is in none. */
  mc_block_seqno: seqno.nullish().transform((at) => (at === undefined || at === 0 ? null : at)),
  /** Computed ahead by the service: the chain has not said it. */
  emulated: z.boolean().nullish(),
  total_fees: nanotons,
  description: z.object({
    aborted: z.boolean().nullish(),
    compute_ph: z.object({ skipped: z.boolean().nullish(), success: z.boolean().nullish() }).nullish(),
    action: z.object({ success: z.boolean().nullish() }).nullish(),
  }),
  in_msg: message.nullish(),
  out_msgs: z.array(message).default([]),
});
export const transactionsSchema = z.object({ transactions: z.array(transactionSchema) });
export type IndexedTransaction = z.output<typeof transactionSchema>;

export const stackSchema = z.object({
  exit_code: z.number().int(),
  stack: z.array(z.object({ type: z.string(), value: z.unknown() })),
});

export const stateSchema = z.object({ balance: nanotons, status: z.string() });
export const sentSchema = z.object({ message_hash: z.string() });
export const mastersSchema = z.object({
  jetton_masters: z.array(z.object({ jetton_content: z.record(z.string(), z.unknown()).nullish() })),
});
