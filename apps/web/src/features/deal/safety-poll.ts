/** Live events do the work; this catches what a sleeping phone or a broken stream missed. */
export const SAFETY_POLL_MS = 20_000;
