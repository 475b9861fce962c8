import { DomainError } from "@amanat/contracts";
import { type Breaker, ServiceAway } from "./breaker.ts";

const TIMEOUT_MS = 5_000;
/** An answer is cut off here: nobody outside decides how much we read. */
const MOST_BYTES = 256 * 1024;

export type Question = {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
};
export type Answer = { readonly status: number; readonly body: unknown };

/** Asks a service over HTTP. Errors: ServiceAway. Every other status than those is the caller's to read. */
export type Ask = (question: Question) => Promise<Answer>;

/**
 * Asks behind a circuit. Without an answer in five seconds, with 5xx, with 429, and where it does not know our key (401, 403) the service is
 * away. A redirect is not followed: it would carry the key elsewhere. Only a GET is repeated.
 */
export function askingBehind(breaker: Breaker): Ask {
  return (question) => breaker.run(() => once(breaker.name, question), { repeat: question.method === "GET" });
}

async function once(service: string, { method, url, headers, body }: Question): Promise<Answer> {
  const response = await reached(service, () =>
    fetch(url, {
      method,
      headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }),
  );
  const { status } = response;
  if (status >= 500 || status === 429 || status === 401 || status === 403 || (status >= 300 && status < 400)) {
    await response.body?.cancel();
    throw new ServiceAway(service, `answers ${status}`);
  }
  const text = await reached(service, () => textOf(service, response, MOST_BYTES));
  try {
    return { status, body: text === "" ? null : JSON.parse(text) };
  } catch (error) {
    throw new ServiceAway(service, "answers something else than JSON", { cause: error });
  }
}

async function reached<T>(service: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new ServiceAway(service, "could not be reached", { cause: error });
  }
}

/** An answer's body, of at most so many bytes. Errors: ServiceAway where it is longer. */
export async function textOf(service: string, response: Response, mostBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // The types of fetch do not say that a body can be iterated over; Node's can.
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > mostBytes) throw new ServiceAway(service, "answers too much");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
