import { idSchema } from "../ids.ts";

export const dealId = idSchema("deal");
export const proposalId = idSchema("proposal");
