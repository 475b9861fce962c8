import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { randomBytes, randomUUID } from "node:crypto";
import { randomReferences } from "@amanat/chain";
import type { WatchedPlace } from "@amanat/payment";
import { createScannerClient, verifyMessage } from "@amanat/payment/amn-scanner";
import { publicId, scannerWebhook } from "@amanat/contracts";
import type { ScannerWebhook, WatchTarget } from "@amanat/contracts";
import { pino } from "pino";
import type { FollowedChain, ScannerConfig } from "./config.ts";
import { serve } from "./http.ts";
import { type Scanner, startScanner } from "./scanner.ts";

export const SECRET = "the secret of scanner and product";

export type Received = ScannerWebhook & { delivery: string };

/** The product as the scanner sees it: takes signed webhooks, keeps each delivery once, and can be made to refuse. */
export type Product = {
  url: string;
  /** Deliveries in order of first arrival. */
  received: Received[];
  /** How often a delivery came that had been answered with 200 before. */
  repeats: number;
  refuseNext(times: number): void;
  of(targetId: string): Received[];
  stop(): Promise<void>;
};

export async function startProduct(): Promise<Product> {
  let refusals = 0;
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks);
      if (!verifyMessage(SECRET, request.headers, raw)) return response.writeHead(401).end();
      if (refusals > 0) {
        refusals -= 1;
        return response.writeHead(503).end();
      }
      const delivery = String(request.headers["x-amn-delivery"]);
      if (seen.has(delivery)) product.repeats += 1;
      else product.received.push({ ...scannerWebhook.parse(JSON.parse(raw.toString())), delivery });
      seen.add(delivery);
      return response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const product: Product = {
    url: `http://127.0.0.1:${portOf(server.address())}/api/amn-scanner/webhook`,
    received: [],
    repeats: 0,
    refuseNext: (times) => void (refusals = times),
    of: (targetId) => product.received.filter((webhook) => webhook.targetId === targetId),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return product;
}

export type RunningScanner = {
  url: string;
  /** The state of the chain it was started for, the first of several. */
  status(): ReturnType<Scanner["status"]>[number];
  stop(): Promise<void>;
};

/** A whole scanner in this process: loops and surface, on a port of its own. */
export async function runScanner(
  config: Pick<ScannerConfig, "pgUrl" | "webhookUrl"> & { rpcUrl: string } & Partial<ScannerConfig & FollowedChain>,
): Promise<RunningScanner> {
  const {
    rpcUrl,
    rpcUrls = [rpcUrl],
    chain = "eip155:31337",
    confirmations = 3,
    reorgDepth = 64,
    requireFinalized = true,
    tokens,
    ...rest
  } = config;
  const full: ScannerConfig = {
    chains: [{ rpcUrls, chain, confirmations, reorgDepth, requireFinalized, tokens }],
    host: "127.0.0.1",
    port: 0,
    secret: SECRET,
    pollMs: 50,
    auditMs: 0,
    metricsToken: null,
    logLevel: "silent",
    ...rest,
  };
  const log = pino({ level: full.logLevel });
  const scanner = startScanner(full, log);
  const server = await serve(full, scanner, log);
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    status() {
      const [first] = scanner.status();
      if (first === undefined) throw new Error("the scanner follows no chain");
      return first;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await scanner.stop();
    },
  };
}

export type Watched = { id: string; target: WatchTarget; reference: string };

/** Something new to watch, with addresses and a reference nobody used before. */
export function newTarget(proxy: string, fromBlock = 0): Watched {
  const { reference, hash } = randomReferences().next();
  return {
    id: publicId("intent", randomUUID()),
    reference,
    target: { chain: "eip155:31337", fromBlock, depositAddress: `0x${randomBytes(20).toString("hex")}`, proxy, referenceHash: hash },
  };
}

/** A wallet that anybody may pay to. */
export function newWallet(address: string, fromBlock: number): Omit<Watched, "reference"> {
  return {
    id: publicId("wallet", randomUUID()),
    target: { chain: "eip155:31337", fromBlock, depositAddress: address, proxy: null, referenceHash: null },
  };
}

/** A target as its provider is asked for it. */
function placeOf({ chain, fromBlock, depositAddress: address, proxy: contract, referenceHash }: WatchTarget): WatchedPlace {
  return { chain, fromBlock, address, through: contract === null || referenceHash === null ? null : { contract, referenceHash } };
}

/** Registers a target over the signed surface, as the product does. */
export async function watch(scannerUrl: string, watched: Omit<Watched, "reference">): Promise<void> {
  await createScannerClient({ url: scannerUrl, secret: SECRET }).watch(watched.id, placeOf(watched.target));
}

export function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return address.port;
}
