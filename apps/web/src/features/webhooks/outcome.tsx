import type { AttemptFailure } from "@amanat/contracts";
import { useTranslations } from "next-intl";

/** The result of an attempt: the HTTP status of the answer, or the reason why there was none. */
export function Outcome({ status, failure }: { status: number | null; failure: AttemptFailure | null }) {
  const t = useTranslations("webhooks.message");
  if (status !== null) return <span>{t("answered", { status: String(status) })}</span>;
  return <span>{failure === null || failure === "status" ? t("noAnswer") : t(`failure.${failure}`)}</span>;
}
