import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { scannerWebhook, type ScannerWebhook } from "@amanat/contracts";
import { verifyMessage } from "@amanat/payment/amn-scanner";

const SECRET = "the secret of scanner and product, of a measurement";

export type LoneScanner = {
  port: number;
  pgUrl: string;
  evmChainId: number;
  rpcUrls: readonly string[];
  tokens: readonly string[];
  /** Where its webhooks go: a `productEar`. */
  webhookUrl: string;
  pollMs: number;
  reorgDepth: number;
  auditMs: number;
};

/** The environment of a scanner that stands alone on a database, with one chain and an ear instead of the product. */
export function loneScannerEnv(lone: LoneScanner): Record<string, string> {
  return {
    SCANNER_PG_URL: lone.pgUrl,
    CHAIN_RPC_URL: lone.rpcUrls.join(","),
    CHAIN_ID: String(lone.evmChainId),
    CHAIN_TOKENS: lone.tokens.join(","),
    CHAIN_REORG_DEPTH: String(lone.reorgDepth),
    TRANSACTION_SAFETY_MIN_CONFIRMATIONS: "3",
    AMN_SCANNER_PORT: String(lone.port),
    AMN_SCANNER_WEBHOOK_URL: lone.webhookUrl,
    AMN_SCANNER_WEBHOOK_SECRET: SECRET,
    AMN_SCANNER_POLL_MS: String(lone.pollMs),
    AMN_SCANNER_AUDIT_MS: String(lone.auditMs),
    LOG_LEVEL: "silent",
  };
}

/** A webhook with when it came, in ms since the epoch, and the id of its delivery. */
export type Heard = ScannerWebhook & { heardAt: number; delivery: string };

/** The product's end of a lone scanner: takes what is signed, once each. */
export type ProductEar = { url: string; heard: Heard[]; close(): Promise<void> };

export async function productEar(): Promise<ProductEar> {
  const heard: Heard[] = [];
  const known = new Set<string>();
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const heardAt = performance.timeOrigin + performance.now();
      const raw = Buffer.concat(chunks);
      if (!verifyMessage(SECRET, request.headers, raw)) return void response.writeHead(401).end();
      response.writeHead(200).end();
      const delivery = String(request.headers["x-amn-delivery"]);
      if (known.has(delivery)) return;
      known.add(delivery);
      heard.push({ ...scannerWebhook.parse(JSON.parse(raw.toString())), heardAt, delivery });
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    heard,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
