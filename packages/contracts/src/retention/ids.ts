import { idSchema } from "../ids.ts";

export const exportId = idSchema("export");
export const legalHoldId = idSchema("legalHold");
export const purgeId = idSchema("purge");
