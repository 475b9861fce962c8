import { useTranslations } from "next-intl";

/** The result of an attempt: the HTTP status of the answer, or the reason why there was none. */
export function Outcome({ status, failure }: { status: number | null; failure: string | null }) {
  const t = useTranslations("webhooks.message");
  if (status !== null) return <span>{t("answered", { status: String(status) })}</span>;
  return (
    <span>
      {t("noAnswer")}
      {failure === null ? null : (
        <>
          {" ("}
          <bdi dir="ltr">{failure}</bdi>)
        </>
      )}
    </span>
  );
}
