import { createAmanat } from "@amanat/sdk";
import type { Amanat } from "@amanat/sdk";
import type { DemoFile } from "./demo-file.ts";

export type Person = { amanat: Amanat; password: string };
export type People = Record<"buyer" | "seller" | "admin", Person>;

/** Signs one person in: from here on the client carries a bearer. */
async function signIn(baseUrl: string, { email, password }: { email: string; password: string }): Promise<Person> {
  const amanat = createAmanat({ baseUrl });
  const { token } = await amanat.auth.signIn({ email, password });
  amanat.setToken(token);
  const { user } = await amanat.auth.me();
  if (user?.email !== email) throw new Error(`signed in as ${email}, but the session says ${user?.email ?? "nobody"}`);
  return { amanat, password };
}

export async function signEverybodyIn(baseUrl: string, demo: DemoFile): Promise<People> {
  const [buyer, seller, admin] = await Promise.all([
    signIn(baseUrl, demo.people.buyer),
    signIn(baseUrl, demo.people.seller),
    signIn(baseUrl, demo.people.admin),
  ]);
  return { buyer, seller, admin };
}
