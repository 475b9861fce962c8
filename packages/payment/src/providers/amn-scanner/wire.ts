/** What the scanner's own process and this provider share: how they sign what they say to each other. */
export { signMessage, SIGNATURE_WINDOW_S, verifyMessage, type SignedHeaders } from "./signature.ts";
export { createScannerClient } from "./client.ts";
