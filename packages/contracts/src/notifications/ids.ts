import { idSchema } from "../ids.ts";

export const noticeId = idSchema("notice");
export const noticeDeliveryId = idSchema("noticeDelivery");
