/** Who answers payment's question whether an address is listed, by the deployment's provider. */
import { canonicalAddress, isOnSanctionLists } from "@amanat/contracts";
import { type Ctx, now } from "@amanat/db";
import { NO_SCREENING, type Screened, type Screener } from "@amanat/payment";
import { LRUCache } from "lru-cache";
import { chainalysisApi } from "./chainalysis.ts";
import { currentList, isCurrent, isListed, usableUntil } from "./lists.ts";
import type { AmlSettings, ListedOnChain } from "../ports.ts";

type Place = { readonly chain: string; readonly address: string };

export function screenerOf(settings: AmlSettings, onChain: ListedOnChain): Screener {
  if (settings.provider === "none") return NO_SCREENING;
  return settings.provider === "ofac" ? byList : byChainalysis(settings, onChain);
}

/** By the stored list. Its edition is the list's hash. */
const byList: Screener = {
  on: true,
  async ask(ctx, { chain, address }) {
    const list = await currentList(ctx);
    if (list === null) throw new Error("there is no list of sanctioned addresses yet");
    if ((await usableUntil(ctx, list)) <= (await now(ctx))) throw new Error("the list of sanctioned addresses is too old");
    const of = { provider: "ofac", edition: list.sha256 };
    if (!isOnSanctionLists(chain)) return { ...of, verdict: "not_covered" };
    return { ...of, verdict: (await isListed(ctx, list, canonicalAddress(address))) ? "hit" : "clear" };
  },
  async holds(tx, answers) {
    for (const { edition } of answers) if (!(await isCurrent(tx, edition))) return false;
    return true;
  },
};

/** An answer of a service is believed for so long: a flood of transfers from one address is one question. */
const FRESH_MS = 60_000;
const MOST_KEPT = 10_000;

/** By the API where a key is set, and by the contract where the chain has one: what either lists is listed. Its edition is the minute it was asked in. */
function byChainalysis({ api: { url, key } }: AmlSettings, onChain: ListedOnChain): Screener {
  const byApi = key === null ? null : chainalysisApi({ url, key });
  const known = new LRUCache<string, Screened>({ max: MOST_KEPT, ttl: FRESH_MS });
  async function look(ctx: Ctx, { chain, address }: Place): Promise<Screened> {
    const said: boolean[] = [];
    if (isOnSanctionLists(chain)) {
      if (byApi !== null) said.push(await byApi(address));
      const contract = said.includes(true) ? null : await onChain(chain, address);
      if (contract !== null) said.push(contract);
    }
    const edition = `${(await now(ctx)).toISOString().slice(0, 16)}Z`;
    return { provider: "chainalysis", edition, verdict: said.length === 0 ? "not_covered" : said.includes(true) ? "hit" : "clear" };
  }
  return {
    on: true,
    async ask(ctx, place) {
      const of = `${place.chain} ${place.address}`;
      const before = known.get(of);
      if (before !== undefined) return before;
      const answer = await look(ctx, place);
      known.set(of, answer);
      return answer;
    },
    // Nobody tells us when the service learns more: an answer counts for a while.
    async holds(tx, answers) {
      const oldest = new Date((await now(tx)).getTime() - 5 * FRESH_MS);
      return answers.every(({ edition }) => new Date(edition) >= oldest);
    },
  };
}
