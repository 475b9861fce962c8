const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One archive a day is enough for anybody; one that failed does not count. */
export const NEXT_EXPORT_MS = 24 * HOUR_MS;
/** Until when an archive may be fetched. */
export const EXPORT_LIFE_MS = 7 * DAY_MS;
/** A worker that makes an archive has it so long; then another begins anew. */
export const EXPORT_LEASE_MS = 20 * 60_000;
/** So often one is begun before it is given up. */
export const MOST_ATTEMPTS = 3;

/** What an archive holds at most. Files beyond it are named in the list of files, and left out. */
export const EXPORT_LIMITS = { entries: 5_000, bytes: 1_073_741_824 } as const;
/** The part of that which files may take; the lists are small beside it. */
export const FILE_BYTES = 805_306_368;

/** Rows of one pass of clearing away, and of one look of a dry run. */
export const PASS = 200;
/** So many rows a dry run counts; beyond it says "more". */
export const MOST_COUNTED = 5_000;
/** Samples of a dry run, and of what is held that is named. */
export const SAMPLES = 10;
/** How often policies that clear away by themselves do so. */
export const AUTO_MS = 24 * HOUR_MS;

/** A worker that closes or erases has it so long; then another goes on. */
export const DEPARTURE_LEASE_MS = 5 * 60_000;
/** From the closing of an account until it is erased: what was being written when it was closed is there by then. */
export const SETTLE_MS = 2 * 60_000;
/** While something of a closed account is still on the market. */
export const MARKET_MS = 60_000;
/** While a closed account is held by law. */
export const HELD_MS = HOUR_MS;
/** Of what keeps an account from being deleted, so much is named. */
export const MOST_BLOCKS = 20;

/** The moment before which records of so many days are old. */
export const beforeOf = (at: Date, days: number): Date => new Date(at.getTime() - days * DAY_MS);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A raw id, or null. */
export const isUuid = (text: string): string | null => (UUID.test(text) ? text : null);
