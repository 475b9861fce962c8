import { idSchema } from "../ids.ts";

export const caseId = idSchema("case");
export const settlementId = idSchema("settlement");
export const caseRulingId = idSchema("ruling");
