import { idSchema } from "../ids.ts";

export const auditId = idSchema("audit");
