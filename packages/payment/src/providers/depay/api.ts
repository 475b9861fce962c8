import { DomainError } from "@amanat/contracts";
import * as z from "zod";
import type { Answer, Ask } from "../ask.ts";
import { type ProviderApi, WrongAnswer } from "../provider.ts";
import type { DePaySettings } from "./settings.ts";
import { listedPayment } from "./webhook.ts";

/** Ten payments a page. What is further on is found by a later look. */
const MOST_PAGES = 5;
const page = z.array(z.looseObject({ confirmed_at: z.string().max(40).optional() })).max(100);

/** DePay's list of payments: its callbacks give up after three weeks, and its payments are found without them. */
export function depayApi({ key, url, link }: NonNullable<DePaySettings["reads"]>, ask: Ask): ProviderApi {
  async function listed(after: string): Promise<z.output<typeof page>> {
    const place = new URL(`/v2/links/${encodeURIComponent(link)}/payments`, url);
    place.searchParams.set("after", after);
    const { status, body }: Answer = await ask({ method: "GET", url: place, headers: { "x-api-key": key } });
    if (status !== 200) throw new DomainError("UPSTREAM_ERROR", `DePay answers ${status}.`);
    const parsed = page.safeParse(body);
    if (!parsed.success) throw new WrongAnswer("DePay", "a list that is not as documented");
    return parsed.data;
  }

  return {
    // It asks us what is to be paid, and nothing is asked of it before.
    askPayment: () => Promise.reject(new DomainError("NOT_SUPPORTED", "DePay is not asked for payments.")),
    async lookAt({ way: { reference, createdAt } }) {
      let after = createdAt.toISOString();
      for (let read = 0; read < MOST_PAGES; read += 1) {
        const payments = await listed(after);
        const found = payments.map(listedPayment).find((payment) => payment?.reference === reference);
        if (found) return { reference: found.reference, txHash: found.txHash, status: found.status, paid: found.paid };
        const last = payments.at(-1)?.confirmed_at;
        if (payments.length < 10 || last === undefined || last <= after) return null;
        after = last;
      }
      return null;
    },
    async ping() {
      await listed(new Date().toISOString());
    },
  };
}
