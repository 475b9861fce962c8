import { createServer, type IncomingMessage } from "node:http";
import type { WebhookCall } from "@amanat/sdk";

/** A stranger's server: remembers what it got, and answers what it is told to. */
export type Receiver = { readonly calls: readonly WebhookCall[]; answer: number; close(): void };

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request) body += String(part);
  return body;
}

export async function startReceiver(port: number): Promise<Receiver> {
  const calls: WebhookCall[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      calls.push({ headers: request.headers, body });
      response.writeHead(receiver.answer).end("noted");
    });
  });
  const receiver = {
    calls,
    answer: 200,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return receiver;
}
