export { readAml, amlEnv } from "./internal/config.ts";
export type { AmlSettings, ListedOnChain } from "./ports.ts";
export { screenerOf } from "./internal/screener.ts";

// The `aml` procedures.
export { status, storedList } from "./reads/status.ts";
export { askRefresh } from "./verbs/ask-refresh.ts";

// The worker's loop and the operator's command.
export { type Fetched, keepList, takeStream } from "./verbs/refresh-list.ts";
export { NotAList } from "./internal/sdn-advanced.ts";
