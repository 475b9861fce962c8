export { requestExport } from "./verbs/request-export.ts";
export { makeExports } from "./verbs/make-exports.ts";
export { keptOf, myData, namedExports } from "./reads/my-data.ts";
export type { NamedAbout, RetentionOutside, RetentionPorts } from "./ports.ts";
