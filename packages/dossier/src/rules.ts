/** A worker has a record for this long after its last sign of life; then another takes it. */
export const LEASE_MS = 2 * 60_000;
export const DAY_MS = 24 * 3_600_000;
/** Tries of one record; what is not sealed yet counts too. */
export const MOST_ATTEMPTS = 8;
/** Lines of a part that the page for people shows; the file has all of them. */
export const SHOWN_LINES = 2_000;

/** When a record that could not be made is tried again. */
export const retryAfterMs = (attempts: number): number => Math.min(10 * 60_000, 1_000 * 2 ** Math.min(20, attempts));

export const placeOf = ({ tenantId, id }: { tenantId: string; id: string }, objectId: string): string =>
  `tenants/${tenantId}/dossiers/${id}/${objectId}`;
