import { idSchema } from "../ids.ts";

export const incidentId = idSchema("incident");
export const deliveryId = idSchema("delivery");
