/** Shared with the scanner process: how they sign their messages to each other. */
export { signMessage, SIGNATURE_WINDOW_S, verifyMessage, type SignedHeaders } from "./signature.ts";
export { createScannerClient } from "./client.ts";
