export { keepSummaries } from "./verbs/keep-summaries.ts";
export type { DeskPorts, Pots, SubjectFacts } from "./ports.ts";
export { backlogs } from "./reads/backlogs.ts";
export { dashboard } from "./reads/dashboard.ts";
export { listSubjects } from "./reads/list.ts";
export { searchDesk } from "./reads/search.ts";
