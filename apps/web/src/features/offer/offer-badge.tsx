import type { OfferStatus } from "@amanat/contracts";
import { StatusBadge } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { OFFER_TONES } from "../market/tones.ts";

/** Where an offer stands, in words. */
export function OfferBadge({ status }: { status: OfferStatus }) {
  const t = useTranslations("offer");
  return <StatusBadge tone={OFFER_TONES[status]}>{t(`status.${status}`)}</StatusBadge>;
}
