import type { Target } from "../targets.ts";
import { bloomBits } from "./bloom.ts";
import type { Sought } from "./bloom.ts";

/** Addresses or hashes in one filter: what every provider we know accepts. */
const FILTER_SIZE = 500;

/** Targets, made ready for looking for them: made once for as long as they stay the same. */
export type WatchSet = Sought & {
  readonly targets: readonly Target[];
  readonly byAddress: ReadonlyMap<string, Target>;
  readonly byReference: ReadonlyMap<string, Target>;
  /** Recipient topics and reference hashes, in portions that fit a filter. */
  readonly recipientFilters: readonly (readonly string[])[];
  readonly referenceFilters: readonly (readonly string[])[];
  readonly proxies: ReadonlySet<string>;
};

export function watchSet(targets: readonly Target[]): WatchSet {
  const recipients = targets.map((target) => topicOf(target.depositAddress));
  const referred = targets.flatMap((target) => (target.referenceHash === null ? [] : [[target.referenceHash, target] as const]));
  const references = referred.map(([hash]) => hash);
  return {
    targets,
    byAddress: new Map(targets.map((target) => [target.depositAddress, target])),
    byReference: new Map(referred),
    recipientFilters: portions(recipients),
    referenceFilters: portions(references),
    recipients: bloomBits(recipients),
    references: bloomBits(references),
    proxies: new Set(targets.flatMap((target) => target.proxy ?? [])),
  };
}

/** An address as the topic of a log. */
export const topicOf = (address: string): string => `0x${address.slice(2).padStart(64, "0")}`;

function portions(values: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(values.length / FILTER_SIZE) }, (_, index) =>
    values.slice(index * FILTER_SIZE, (index + 1) * FILTER_SIZE),
  );
}
