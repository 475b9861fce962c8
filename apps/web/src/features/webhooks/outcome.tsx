import { useTranslations } from "next-intl";

/** What came of an attempt: the status that was answered, or why no answer came. */
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
