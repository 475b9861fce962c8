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
