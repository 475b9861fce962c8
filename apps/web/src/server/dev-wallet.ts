import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { readBody } from "@amanat/api";
import type { ChainSettings } from "@amanat/chain";
import { DomainError, walletNumberOf } from "@amanat/contracts";
import * as z from "zod";

const SCRIPT = fileURLToPath(new URL("./dev-wallet-page.js", import.meta.url));

/** The RPC methods of a wallet. Nothing that mines, dumps, impersonates or reconfigures. */
const METHODS = [
  "eth_accounts",
  "eth_blockNumber",
  "eth_call",
  "eth_chainId",
  "eth_estimateGas",
  "eth_feeHistory",
  "eth_gasPrice",
  "eth_getBalance",
  "eth_getBlockByHash",
  "eth_getBlockByNumber",
  "eth_getCode",
  "eth_getLogs",
  "eth_getTransactionByHash",
  "eth_getTransactionCount",
  "eth_getTransactionReceipt",
  "eth_maxPriorityFeePerGas",
  "eth_sendTransaction",
  "net_version",
  "personal_sign",
] as const;

const call = z.object({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.number(), z.string()]),
  method: z.enum(METHODS),
  params: z.array(z.unknown()).default([]),
});

const NODE = /^\/__dev\/rpc\/(\d{1,16})$/;

/** Serves the dev wallet's script and its way to the local chains, in demo mode only. Returns whether it answered. */
export async function serveDevWallet(
  chains: readonly ChainSettings[],
  path: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  if (path === "/__dev/wallet.js") {
    const ids = chains.map(({ chain }) => walletNumberOf(chain));
    res.setHeader("content-type", "text/javascript; charset=utf-8");
    res.setHeader("cache-control", "no-store");
    res.end(`window.__amanatDevChains = ${JSON.stringify(ids)};\n${await readFile(SCRIPT, "utf8")}`);
    return true;
  }
  const asked = NODE.exec(path)?.[1];
  const chain = chains.find((one) => String(walletNumberOf(one.chain)) === asked);
  if (chain === undefined) return false;
  await proxy(chain.rpcUrls[0] ?? "", req, res);
  return true;
}

async function proxy(rpcUrl: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method !== "POST") throw new DomainError("METHOD_NOT_ALLOWED");
  const site = req.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") throw new DomainError("ORIGIN_NOT_ALLOWED");
  if (!req.headers["content-type"]?.startsWith("application/json")) throw new DomainError("UNSUPPORTED_MEDIA_TYPE");
  const parsed = call.safeParse(jsonOf(await readBody(req, 64 * 1024)));
  if (!parsed.success) throw new DomainError("VALIDATION_ERROR", "The local chain answers only what a wallet asks.");
  const answer = await fetch(rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(parsed.data),
    signal: AbortSignal.timeout(15_000),
  }).catch((cause: unknown) => {
    throw new DomainError("UPSTREAM_ERROR", undefined, { cause });
  });
  res.statusCode = answer.status;
  res.setHeader("content-type", "application/json");
  res.end(await answer.text());
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}
