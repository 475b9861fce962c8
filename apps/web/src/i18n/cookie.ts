/** Where the chosen language is kept; read by the proxy for `/`. No secret in it. */
export const LOCALE_COOKIE = "amn-locale";
