import { randomUUID } from "node:crypto";
import { DomainError } from "@amanat/contracts";
import type { ScannerClient } from "@amanat/payment";
import { signMessage } from "./signature.ts";

export type ScannerClientOptions = { url: string; secret: string; timeoutMs?: number };

/** Registers watch targets with the scanner by signed `PUT /targets/:id`. Anything but its 200 throws `UPSTREAM_ERROR`. */
export function createScannerClient(options: ScannerClientOptions): ScannerClient {
  return {
    async watch(targetId, target) {
      const body = JSON.stringify(target);
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
