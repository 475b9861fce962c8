import { listed } from "./joined.ts";
import { WORDS } from "./words.ts";

/** What an API key can be allowed: `resource:action`. A key never does more than its owner may. */
export const SCOPES = [...listed(WORDS, "scopes"), "events:read"] as const;
export type Scope = (typeof SCOPES)[number];
