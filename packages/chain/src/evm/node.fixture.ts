import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

type Asked = { id: number; method: string };
type Answer = { result: unknown } | { error: { code: number; message: string } };

/** A node of a few words over real HTTP: it says it serves `serves`, goes away when told to, and remembers what it was asked. */
export async function startNode(serves: number) {
  const asked: string[] = [];
  const node = {
    serves,
    away: false,
    asked,
    block: "0x7",
    /** What it refuses every other question with. */
    refusal: null as { code: number; message: string } | null,
  };
  const answerTo = ({ id, method }: Asked) => {
    node.asked.push(method);
    const usual: Answer = { result: method === "eth_chainId" ? `0x${node.serves.toString(16)}` : node.block };
    const answer: Answer = node.refusal !== null && method !== "eth_chainId" ? { error: node.refusal } : usual;
    return { jsonrpc: "2.0", id, ...answer };
  };
  const server = createServer((req, res) => {
    if (node.away) return void req.socket.destroy();
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Asked | Asked[];
      res.setHeader("content-type", "application/json").end(JSON.stringify(Array.isArray(body) ? body.map(answerTo) : answerTo(body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(node, { url, stop: () => new Promise((resolve) => server.close(resolve)) });
}
