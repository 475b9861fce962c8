import { idSchema } from "../ids.ts";

export const dealId = idSchema("deal");
export const rulingId = idSchema("ruling");
export const proposalId = idSchema("proposal");
