import type { RequestStatus } from "@amanat/contracts";
import { StatusBadge } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { REQUEST_TONES } from "./tones.ts";

/** Where a request stands, in words. */
export function RequestBadge({ status }: { status: RequestStatus }) {
  const t = useTranslations("request");
  return <StatusBadge tone={REQUEST_TONES[status]}>{t(`status.${status}`)}</StatusBadge>;
}
