import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Demo, readDemo, startStack } from "@amanat/devstack";
import { createAmanat, type Amanat } from "@amanat/sdk";
import { BenchError } from "../bench-error.ts";

/** The whole product, built for production and in demo mode, with something to look at. */
export type Stage = {
  url: string;
  /** The cookie of the buyer's session. */
  cookie: string;
  requestId: string;
  /** Waits for its payment. */
  dealId: string;
  close(): Promise<void>;
};

type Account = Demo["people"]["buyer"];

/** Starts everything in a temporary directory. The caller closes it. */
export async function openStage(say: (line: string) => void): Promise<Stage> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "amanat-bench-pages-"));
  const stack = await startStack({ dataDir, port: 0, report: say });
  const close = async (): Promise<void> => {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const { people, wallets } = readDemo(dataDir);
    const [buyer, seller] = await Promise.all([signedIn(stack.url, people.buyer), signedIn(stack.url, people.seller)]);
    const subject = await agreedDeal(buyer, seller, wallets.seller.address);
    return { url: stack.url, cookie: await sessionOf(stack.url, people.buyer), ...subject, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function signedIn(url: string, account: Account): Promise<Amanat> {
  const amanat = createAmanat({ baseUrl: url });
  amanat.setToken(await amanat.auth.signIn(account));
  return amanat;
}

async function agreedDeal(buyer: Amanat, seller: Amanat, payoutAddress: string) {
  const asset = (await buyer.payment.assets()).assets[0];
  if (asset === undefined) throw new BenchError("the demo takes no asset");
  const unit = 10n ** BigInt(asset.decimals);
  const wish = {
    description: "Twelve pages of technical Persian, to be translated into clear English and proofread once.",
    productType: "service",
    category: "translation",
    asset: asset.id,
    budgetMin: (50n * unit).toString(),
    budgetMax: (200n * unit).toString(),
    delivery: { mode: "online", channel: "E-mail" },
  } as const;
  const open = await buyer.marketplace.createRequest({ ...wish, title: "Twelve pages, translated and proofread" });
  const taken = await buyer.marketplace.createRequest({ ...wish, title: "Twelve more pages" });
  const offer = await seller.marketplace.submitOffer({
    requestId: taken.id,
    price: (100n * unit).toString(),
    deliveryDays: 3,
    payoutAddress,
  });
  const { dealId } = await buyer.marketplace.acceptOffer({ offerId: offer.id, version: offer.version });
  return { requestId: open.id, dealId };
}

/** Signs in as the form of the page does. */
async function sessionOf(url: string, { email, password }: Account): Promise<string> {
  const jar = new Map<string, string>();
  const ask = async (where: string, form?: Readonly<Record<string, string>>): Promise<Response> => {
    const sent = form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) };
    const answer = await fetch(`${url}/api/auth/${where}`, { ...sent, headers: { cookie: written(jar), origin: url } });
    for (const each of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (each.split(";")[0] ?? "").split(/=(.*)/s);
      jar.set(name, value);
    }
    return answer;
  };
  const { csrfToken } = (await (await ask("csrf")).json()) as { csrfToken: string };
  const answer = await ask("callback/password", { email, password, csrfToken, json: "true" });
  if (!answer.ok) throw new BenchError(`${email} cannot sign in`);
  return written(jar);
}

function written(jar: ReadonlyMap<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
}
