import { INCIDENT_KINDS } from "@amanat/contracts";
import type { useTranslations } from "next-intl";
import { kindKey } from "../admin/incidents-filter.ts";

/** What a kind of incident is called; one nobody has named, as it is. */
export function incidentName(kind: string, t: ReturnType<typeof useTranslations<"admin.incidents">>): string {
  const known = INCIDENT_KINDS.find((one) => one === kind);
  return known === undefined ? kind : t(`kinds.${kindKey(known)}.name`);
}
