import type { WebhookView } from "@amanat/contracts";
import { DateText } from "@amanat/ui";
import { useTranslations } from "next-intl";

/** The state of an endpoint: why it is paused, since when it fails, how many messages wait, and when the next one is tried. */
export function Standing({ webhook }: { webhook: WebhookView }) {
  const t = useTranslations("webhooks.standing");
  const { state, pausedBy, failingSince, waiting, nextAt, formerSecretUntil } = webhook;
  return (
    <>
      {state === "paused" && pausedBy !== null ? <div>{t(pausedBy)}</div> : null}
      {failingSince === null ? null : <div>{t.rich("failingSince", { time: () => <DateText value={failingSince} look="moment" /> })}</div>}
      <div>
        {t("waiting", { count: waiting })}
        {nextAt === null || state !== "failing" ? null : (
          <>
            {" · "}
            {t.rich("next", { time: () => <DateText value={nextAt} look="moment" /> })}
          </>
        )}
      </div>
      {formerSecretUntil === null ? null : (
        <div>{t.rich("former", { time: () => <DateText value={formerSecretUntil} look="moment" /> })}</div>
      )}
    </>
  );
}
