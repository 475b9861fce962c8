import { createAmanat } from "@amanat/sdk";
import type { Amanat } from "@amanat/sdk";
import type { Hex } from "viem";
import type { DemoFile } from "./demo-file.ts";
import { signingWith } from "./wallet.ts";

export type Person = { amanat: Amanat };
export type People = Record<"buyer" | "seller" | "admin", Person>;

/** Signs one person in: from here on the client carries a bearer. */
async function signIn(
  baseUrl: string,
  { email, password }: { email: string; password: string },
  { privateKey }: { privateKey: Hex },
): Promise<Person> {
  const amanat = createAmanat({ baseUrl, stepUp: signingWith(privateKey) });
  amanat.setToken(await amanat.auth.signIn({ email, password }));
  const { user } = await amanat.auth.me();
  if (user?.email !== email) throw new Error(`signed in as ${email}, but the session says ${user?.email ?? "nobody"}`);
  return { amanat };
}

export async function signEverybodyIn(baseUrl: string, demo: DemoFile): Promise<People> {
  const [buyer, seller, admin] = await Promise.all([
    signIn(baseUrl, demo.people.buyer, demo.wallets.buyer),
    signIn(baseUrl, demo.people.seller, demo.wallets.seller),
    signIn(baseUrl, demo.people.admin, demo.wallets.admin),
  ]);
  return { buyer, seller, admin };
}
