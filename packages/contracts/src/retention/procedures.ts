import { admin, books, finishes, read, write } from "../access.ts";
import { nothing } from "../page.ts";
import { mutation, query } from "../procedure.ts";
import { deleteAccountInput, departureView, keepAccountInput } from "./departures.ts";
import {
  changePolicyInput,
  dryRunInput,
  dryRunView,
  exportView,
  legalHoldPage,
  legalHoldView,
  listLegalHoldsInput,
  listPurgesInput,
  myData,
  placeLegalHoldInput,
  policyList,
  policyView,
  purgePage,
  purgeView,
  releaseLegalHoldInput,
  requestExportInput,
  undoPurgeInput,
} from "./schemas.ts";

export const procedures = {
  myData: query(nothing, myData, read("user", "own", null)),
  /** Their own, of everything: what is known about them is theirs whatever was ruled. */
  requestExport: mutation(
    requestExportInput,
    exportView,
    finishes(write("own", "none under way, none of the last day", null, { stepUp: "data.export" })),
  ),
  /** Their own, whatever was ruled about them: what was ruled stays. */
  deleteAccount: mutation(
    deleteAccountInput,
    departureView,
    finishes(write("own", "nothing of theirs runs or is held, none asked for", null, { stepUp: "account.delete" })),
  ),
  keepAccount: mutation(keepAccountInput, departureView, finishes(write("own", "asked for", null))),
  policies: query(nothing, policyList, read(books, "tenant", null)),
  changePolicy: mutation(
    changePolicyInput,
    policyView,
    admin(write("tenant", "version as seen, no shorter than its least", null, { stepUp: "retention.change" })),
  ),
  holds: query(listLegalHoldsInput, legalHoldPage, read(books, "tenant", null)),
  placeHold: mutation(placeLegalHoldInput, legalHoldView, { ...write("tenant", "not held", null), who: books }),
  releaseHold: mutation(
    releaseLegalHoldInput,
    legalHoldView,
    admin(write("tenant, not who placed it", "held", null, { stepUp: "hold.release" })),
  ),
  dryRun: query(dryRunInput, dryRunView, admin(read("user", "tenant", null))),
  startPurge: mutation(dryRunInput, purgeView, admin(write("tenant", "none of its kind under way", null, { stepUp: "purge.start" }))),
  purges: query(listPurgesInput, purgePage, read(books, "tenant", null)),
  undoPurge: mutation(undoPurgeInput, purgeView, admin(write("tenant", "marking or marked", null))),
} as const;
