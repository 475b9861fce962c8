import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { asHex, decodeTransfer, evmChainIdOf, openReader, openRpc } from "@amanat/chain";
import { formatUnits, PROVIDER_QUESTIONS } from "@amanat/contracts";
import { fakeDePay, type FakeDePay } from "@amanat/testing/outside";
import * as z from "zod";
import { bodyOf } from "./door.ts";
import { hookOf, localName, localNames, post, type Stand, type StandPlace } from "./stand.ts";

const paidSchema = z.object({ blockchain: z.string(), transaction: z.string().regex(/^0x[0-9a-f]{64}$/) });

/** What the operator's page with DePay's widget does, for a payer that is a program: shows what is to be paid, and is told what was. */
async function serve(fake: FakeDePay, place: StandPlace, req: IncomingMessage): Promise<unknown> {
  if (req.method === "GET") {
    const payment = new URL(req.url ?? "/", "http://page").searchParams.get("payload[payment]") ?? "";
    const [, path = ""] = PROVIDER_QUESTIONS.depay.split(" ");
    return fake.configure({ payment }, (question) => post(new URL(path, place.productUrl).href, question));
  }
  const { blockchain, transaction } = paidSchema.parse(JSON.parse(await bodyOf(req)));
  const facts = place.chains.find(({ chain }) => localName(chain) === blockchain);
  if (facts === undefined) throw new Error(`no chain is called ${blockchain}`);
  const { chain, name, rpcUrls, tokens } = facts;
  const rpc = openRpc({ urls: rpcUrls, evmChainId: evmChainIdOf(chain), name });
  const { logs } = await rpc.getTransactionReceipt({ hash: asHex(transaction) });
  const moved = logs.flatMap((log) => decodeTransfer(log) ?? []).find(({ token }) => tokens.includes(token));
  if (moved === undefined) throw new Error("that transaction pays nothing");
  const { token, from: sender, to: receiver } = moved;
  const decimals = (await openReader(facts).assets([token]))[0]?.decimals ?? 0;
  const payment = { blockchain, transaction, sender, receiver, token, amount: formatUnits(moved.amount, decimals) };
  fake.list(payment);
  return { told: await fake.tell(fake.callback(payment), hookOf(place, "depay")) };
}

/** DePay, with a page of the operator's that shows its widget. */
export async function depayStand(place: StandPlace): Promise<Stand> {
  const fake = await fakeDePay();
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const [status, body] = await serve(fake, place, req).then(
      (said) => [200, said] as const,
      (error: unknown) => [400, { error: error instanceof Error ? error.message : String(error) }] as const,
    );
    res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  const page = createServer((req, res) => void answer(req, res));
  page.listen(0, "127.0.0.1");
  await once(page, "listening");
  const address = page.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    variables: {
      DEPAY_CHECKOUT_URL: `http://127.0.0.1:${port}/pay`,
      DEPAY_PUBLIC_KEY: fake.publicKey,
      DEPAY_PRIVATE_KEY: fake.operatorKey,
      DEPAY_BLOCKCHAINS: localNames(place.chains),
      DEPAY_API_URL: fake.origin,
      DEPAY_API_KEY: fake.apiKey,
      DEPAY_LINK_ID: "amanat-demo-link",
    },
    async close() {
      page.closeAllConnections();
      page.close();
      await fake.close();
    },
  };
}
