/** Where the chosen language is kept; read by the proxy for `/`. No secret in it. */
export const LOCALE_COOKIE = "amn-locale";
/** Where a browser says which zone it is in, for people who are not signed in. No secret in it. */
export const ZONE_COOKIE = "amn-zone";
