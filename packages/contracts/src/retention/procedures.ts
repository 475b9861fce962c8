import { finishes, read, write } from "../access.ts";
import { nothing } from "../page.ts";
import { mutation, query } from "../procedure.ts";
import { exportView, myData, requestExportInput } from "./schemas.ts";

export const procedures = {
  myData: query(nothing, myData, read("user", "own", null)),
  /** Their own, of everything: what is known about them is theirs whatever was ruled. */
  requestExport: mutation(
    requestExportInput,
    exportView,
    finishes(write("own", "none under way, none of the last day", null, { stepUp: "data.export" })),
  ),
} as const;
