import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIPv6, type LookupFunction } from "node:net";
import { OutboundError } from "./outbound-error.ts";
import { type Resolving, resolveTarget, type Target } from "./resolve.ts";

/** What of an answer is read; the rest is cut off. */
export const MOST_ANSWER_BYTES = 65_536;

export type OutboundRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** From the lookup of the name to the end of the answer. */
  readonly timeoutMs: number;
};
export type OutboundAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array };

/** The one way in which this product calls an address that a stranger has given. */
export type Outbound = {
  /** What `post` would refuse, said when the address is given. Errors: OutboundError `url`, `name`, `address`. */
  check(url: string): Promise<void>;
  /**
   * Sends once. A redirect is an answer like any other and is not followed. An answer counts from its head: a body that does not end is cut
   * after 64 KB or at the time limit. Errors: OutboundError; after `timeout`, `connection` and `tls` it may have arrived.
   */
  post(request: OutboundRequest): Promise<OutboundAnswer>;
};

/** A lookup that answers what was checked, whatever the name says by now. */
function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_name, options, done) => {
    const [first] = all;
    if (options.all === true || first === undefined) done(null, all);
    else done(null, first.address, first.family);
  };
}

function optionsOf({ url, addresses }: Target, { headers }: OutboundRequest, signal: AbortSignal): RequestOptions {
  const secure = url.protocol === "https:";
  // An agent of its own: nothing is shared with other receivers, and no proxy of the environment is asked.
  const agent = secure ? new HttpsAgent({ keepAlive: false, maxCachedSessions: 0 }) : new HttpAgent({ keepAlive: false });
  return { method: "POST", headers, agent, signal, lookup: pinned(addresses) };
}

function faultOf(error: NodeJS.ErrnoException, expired: boolean): OutboundError {
  if (expired) return new OutboundError("timeout", "No answer came in time.");
  const code = error.code ?? "";
  if (/^(?:ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_SSL|EPROTO)/.test(code))
    return new OutboundError("tls", `TLS: ${code}`, code);
  return new OutboundError("connection", "The connection broke.", code);
}

async function headOf(target: Target, request: OutboundRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const open = target.url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = open(target.url, optionsOf(target, request, signal), resolve);
    sent.on("error", reject);
    sent.end(request.body);
  });
}

/** As much of the answer's body as is taken. That it breaks off says nothing about what was sent. */
async function bodyOf(answer: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length >= MOST_ANSWER_BYTES) break;
    }
  } catch {
    // Cut off by the other side, or by the clock.
  }
  answer.destroy();
  return Buffer.concat(parts).subarray(0, MOST_ANSWER_BYTES);
}

export function openOutbound(resolving: Resolving = { local: {}, servers: [] }): Outbound {
  return {
    async check(url) {
      await resolveTarget(url, resolving);
    },
    async post(request) {
      const signal = AbortSignal.timeout(request.timeoutMs);
      const target = await resolveTarget(request.url, resolving);
      const answer = await headOf(target, request, signal).catch((error: NodeJS.ErrnoException) => {
        throw faultOf(error, signal.aborted);
      });
      const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
      return { status: answer.statusCode ?? 0, headers, body: await bodyOf(answer) };
    },
  };
}
