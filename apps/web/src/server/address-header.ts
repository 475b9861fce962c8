/**
 * Carries the caller's address from the front door to Next, which hides the socket. The front door always overwrites it, so a caller can not
 * forge it.
 */
export const ADDRESS_HEADER = "x-amanat-address";
