import { randomUUID } from "node:crypto";
import { DomainError, type WatchTarget } from "@amanat/contracts";
import type { WatchingService } from "../../ports.ts";
import { signMessage } from "./signature.ts";

type ScannerClientOptions = { url: string; secret: string; timeoutMs?: number };

/** Registers watch targets with the scanner by a signed `PUT /targets/:id`. Any answer but 200 throws `UPSTREAM_ERROR`. */
export function createScannerClient(options: ScannerClientOptions): WatchingService {
  return {
    part: "scanner",
    async life(timeoutMs) {
      const answer = await fetch(new URL("/readyz", options.url), { signal: AbortSignal.timeout(timeoutMs) });
      await answer.body?.cancel();
      return answer.ok ? { ok: true, detail: "following" } : { ok: false, detail: `answers ${answer.status}` };
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
      const response = await put(new URL(`/targets/${encodeURIComponent(targetId)}`, options.url), body, options);
      await response.body?.cancel();
      if (response.status !== 200) throw new DomainError("UPSTREAM_ERROR", `The scanner answered ${response.status}.`);
    },
  };
}

async function put(url: URL, body: string, options: ScannerClientOptions): Promise<Response> {
  try {
    return await fetch(url, {
      method: "PUT",
      headers: { "content-type": "application/json", ...signMessage(options.secret, randomUUID(), body) },
      body,
      signal: AbortSignal.timeout(options.timeoutMs ?? 5_000),
    });
  } catch (error) {
    throw new DomainError("UPSTREAM_ERROR", "The scanner could not be reached.", { cause: error });
  }
}
