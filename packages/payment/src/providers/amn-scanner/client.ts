import { randomUUID } from "node:crypto";
import { DomainError, type WatchTarget } from "@amanat/contracts";
import * as z from "zod";
import type { WatchingService } from "../../ports.ts";
import { type Breaker, openBreaker, ServiceAway } from "../breaker.ts";
import { signMessage } from "./signature.ts";

type ScannerClientOptions = { url: string; secret: string; timeoutMs?: number };

/** Registers watch targets with the scanner by a signed `PUT /targets/:id`. Any answer but 200 throws `UPSTREAM_ERROR`. */
export function createScannerClient(options: ScannerClientOptions, breaker: Breaker = openBreaker("amn.scanner")): WatchingService {
  return {
    part: "scanner",
    async life(timeoutMs) {
      const answer = await fetch(new URL("/readyz", options.url), { signal: AbortSignal.timeout(timeoutMs) });
      const lag = furthestBehind(await answer.json().catch(() => null));
      const blocks = lag === null ? "" : `, ${lag} blocks behind`;
      return answer.ok ? { ok: true, detail: `following${blocks}` } : { ok: false, detail: `answers ${answer.status}${blocks}` };
    },
    async watch(targetId, target) {
      const { chain, fromBlock, address, through } = target;
      const asked: WatchTarget = {
        chain,
        fromBlock,
        depositAddress: address,
        proxy: through?.contract ?? null,
        referenceHash: through?.referenceHash ?? null,
      };
      const body = JSON.stringify(asked);
      // Registering is idempotent.
      const status = await breaker.run(() => put(new URL(`/targets/${encodeURIComponent(targetId)}`, options.url), body, options), {
        repeat: true,
      });
      if (status !== 200) throw new DomainError("UPSTREAM_ERROR", `The scanner answered ${status}.`);
    },
  };
}

const status = z.object({ chains: z.array(z.object({ lag: z.number().int().nonnegative().nullable() })) });

/** Of all the chains it follows, the one it is furthest behind on; null where it does not say. */
function furthestBehind(body: unknown): number | null {
  const lags = status.safeParse(body).data?.chains.flatMap(({ lag }) => lag ?? []) ?? [];
  return lags.length === 0 ? null : Math.max(...lags);
}

/** The status it answers with. Errors: ServiceAway. */
async function put(url: URL, body: string, options: ScannerClientOptions): Promise<number> {
  try {
    const response = await fetch(url, {
      method: "PUT",
      headers: { "content-type": "application/json", ...signMessage(options.secret, randomUUID(), body) },
      body,
      signal: AbortSignal.timeout(options.timeoutMs ?? 5_000),
    });
    await response.body?.cancel();
    if (response.status < 500) return response.status;
    throw new ServiceAway("The scanner", `answers ${response.status}`);
  } catch (error) {
    if (error instanceof ServiceAway) throw error;
    throw new ServiceAway("The scanner", "could not be reached", { cause: error });
  }
}
