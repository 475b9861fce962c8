/**
 * Carries the caller's address from the front door to Next, which hides the socket. The front door
 * always sets it, so what a caller puts there never arrives.
 */
export const ADDRESS_HEADER = "x-amanat-address";
