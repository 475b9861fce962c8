import { idSchema } from "../ids.ts";

export const fileId = idSchema("file");
