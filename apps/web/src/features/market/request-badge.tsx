import type { RequestStatus } from "@amanat/contracts";
import { StatusBadge, type Tone } from "@amanat/ui";
import { useTranslations } from "next-intl";

const TONES: Readonly<Record<RequestStatus, Tone>> = {
  pending_payment: "waiting",
  pending: "waiting",
  active: "info",
  received_offers: "attention",
  in_negotiation: "info",
  payment: "attention",
  processing: "info",
  delivery: "info",
  delivered: "attention",
  confirming: "attention",
  completed: "good",
  cancelled: "neutral",
  expired: "neutral",
  refunded: "neutral",
};

/** Where a request stands, in words. */
export function RequestBadge({ status }: { status: RequestStatus }) {
  const t = useTranslations("request");
  return <StatusBadge tone={TONES[status]}>{t(`status.${status}`)}</StatusBadge>;
}
