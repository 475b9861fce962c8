import type { OfferStatus } from "@amanat/contracts";
import { StatusBadge, type Tone } from "@amanat/ui";
import { useTranslations } from "next-intl";

const TONES: Readonly<Record<OfferStatus, Tone>> = {
  draft: "neutral",
  submitted: "waiting",
  countered: "info",
  accepted: "good",
  fulfilled: "good",
  withdrawn: "neutral",
  rejected: "bad",
  expired: "neutral",
  superseded: "neutral",
};

/** Where an offer stands, in words. */
export function OfferBadge({ status }: { status: OfferStatus }) {
  const t = useTranslations("offer");
  return <StatusBadge tone={TONES[status]}>{t(`status.${status}`)}</StatusBadge>;
}
