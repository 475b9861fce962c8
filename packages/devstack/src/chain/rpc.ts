let nextId = 1;

/** One JSON-RPC call with a 5 s limit. For the local chain's own driver, which needs anvil's methods. */
export async function requestRpc(url: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: nextId++, method, params }),
    signal: AbortSignal.timeout(5_000),
  });
  const answer: unknown = await response.json();
  if (typeof answer !== "object" || answer === null) throw new Error(`${method}: not a JSON-RPC answer`);
  if ("error" in answer) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
  if (!("result" in answer)) throw new Error(`${method}: an answer without result`);
  return answer.result;
}
