import { idSchema } from "../ids.ts";

export const exportId = idSchema("export");
