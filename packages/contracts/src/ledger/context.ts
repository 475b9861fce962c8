import { books, read } from "../access.ts";
import { exportTransfersInput } from "./schemas.ts";

export { procedures } from "./procedures.ts";

export const downloads = {
  "ledger-transfers.csv": { input: exportTransfersInput, access: read(books, "tenant", "ledger:read") },
} as const;
