export { MOST_ANSWER_BYTES, openOutbound, type Outbound, type OutboundAnswer, type OutboundRequest } from "./outbound.ts";
export { OutboundError, type OutboundFault } from "./outbound-error.ts";
export { isPublicAddress } from "./public-address.ts";
export type { Resolving } from "./resolve.ts";
