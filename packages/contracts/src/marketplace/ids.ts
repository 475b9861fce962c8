import { idSchema } from "../ids.ts";

export const requestId = idSchema("request");
export const offerId = idSchema("offer");
