import { idSchema } from "../ids.ts";

export const settingChangeId = idSchema("settingChange");
