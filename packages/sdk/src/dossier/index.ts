export { anchorsIn, keysIn, type PublishedKey } from "./keys.ts";
export { type Trust, type Verified, verifyDossier } from "./verify.ts";
