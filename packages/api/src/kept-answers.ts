import { createHash } from "node:crypto";
import { STALE } from "@amanat/contracts";
import { type Bus, newsOf } from "@amanat/db";
import { LRUCache } from "lru-cache";

/** An answer that is kept: as it was made, and as it goes over the wire. */
export type Kept = {
  readonly data: object;
  /** `{"result":{"data":…}}` */
  readonly bytes: Buffer;
  readonly etag: string;
};

/** A question whose answer is the same for everybody who is not signed in. */
export type Question = {
  readonly path: string;
  readonly tenantId: string;
  /** As the contract has parsed it: two spellings of one question are one. */
  readonly input: unknown;
  readonly seconds: number;
};

export type KeptCounts = { readonly hits: number; readonly misses: number; readonly evictions: number };

/** Answers that a process keeps for those who are not signed in. */
export interface KeptAnswers {
  /** The answer that is kept, or the one that is made now. Questions that are asked at the same time are answered together. */
  answer(question: Question, make: () => Promise<object>): Promise<{ kept: Kept; hit: boolean }>;
  readonly counts: KeptCounts;
  close(): void;
}

const LIMITS = { most: 5_000, bytes: 32 * 1024 * 1024 } as const;

/** The queries that news of a subject makes stale, by the name of the news. */
const STALE_AFTER = new Map<string, readonly string[]>(
  Object.entries(STALE).map(([subject, paths]) => [newsOf(subject as keyof typeof STALE), paths]),
);

type Entry = { readonly generation: number; readonly kept: Kept };
type Making = { readonly generation: number; readonly kept: Promise<Kept> };

/**
 * Each query has a generation, which its news raises. An answer counts as long as its query has the generation it had before the answer was
 * read: what was read before an event is never given out after it, also when the read ended later than the event.
 */
function followNews(bus: Bus) {
  const generations = new Map<string, number>();
  let everything = 0;
  const stop = bus.subscribe((names) => {
    if (names.length === 0) everything += 1;
    const stale = new Set(names.flatMap((name) => STALE_AFTER.get(name) ?? []));
    for (const path of stale) generations.set(path, (generations.get(path) ?? 0) + 1);
  });
  return { stop, generationOf: (path: string): number => everything + (generations.get(path) ?? 0) };
}

/** Objects are shared by everybody who gets them. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

function keptOf(data: object): Kept {
  const bytes = Buffer.from(`{"result":{"data":${JSON.stringify(data)}}}`);
  return { data: frozen(data), bytes, etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"` };
}

const keyOf = ({ path, tenantId, input }: Question): string => `${tenantId} ${path} ${JSON.stringify(input)}`;

/** Opens them, bounded in number and in bytes: what was not asked for longest goes first. */
export function openKeptAnswers(bus: Bus, limits: { most: number; bytes: number } = LIMITS): KeptAnswers {
  const counts = { hits: 0, misses: 0, evictions: 0 };
  const entries = new LRUCache<string, Entry>({
    max: limits.most,
    maxSize: limits.bytes,
    sizeCalculation: ({ kept }) => kept.bytes.length,
    disposeAfter: (_entry, _key, reason) => void (counts.evictions += reason === "evict" ? 1 : 0),
  });
  const making = new Map<string, Making>();
  const news = followNews(bus);

  async function make(question: Question, key: string, generation: number, read: () => Promise<object>): Promise<Kept> {
    const kept = keptOf(await read());
    if (news.generationOf(question.path) === generation) entries.set(key, { generation, kept }, { ttl: question.seconds * 1_000 });
    return kept;
  }

  return {
    counts,
    async answer(question, read) {
      const key = keyOf(question);
      const generation = news.generationOf(question.path);
      const found = entries.get(key);
      if (found?.generation === generation) {
        counts.hits += 1;
        return { kept: found.kept, hit: true };
      }
      counts.misses += 1;
      const under = making.get(key);
      if (under?.generation === generation) return { kept: await under.kept, hit: false };
      const kept = make(question, key, generation, read);
      making.set(key, { generation, kept });
      try {
        return { kept: await kept, hit: false };
      } finally {
        if (making.get(key)?.kept === kept) making.delete(key);
      }
    },
    close: news.stop,
  };
}
