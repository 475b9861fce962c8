"use client";

import type { Role } from "@amanat/contracts";
import { useMe } from "../../client/me.tsx";
import { lateComponent } from "../../client/late-component.ts";
import { showRecorded, useNewestCall } from "./recorded-calls.ts";

const RecordedEntry = lateComponent(() => import("./recorded-entry.tsx"), "RecordedEntry");
const READERS: readonly Role[] = ["admin", "guard"];

/** Above each page of the desk: the entry in the audit trail of what was done last. Only who reads the trail is shown it. */
export function Recorded() {
  const call = useNewestCall();
  const roles = useMe()?.roles ?? [];
  if (call === null || !roles.some((role) => READERS.includes(role))) return null;
  return <RecordedEntry key={call} call={call} onClose={() => showRecorded(null)} />;
}
