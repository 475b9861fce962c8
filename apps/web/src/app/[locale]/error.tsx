"use client";

import { ErrorState } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { LinkButton } from "../../client/links.tsx";

type Props = { error: Error & { digest?: string }; retry: () => void };

/** A page that could not be rendered. Reading moves no money, so that is said. */
export default function PageError({ error, retry }: Props) {
  const t = useTranslations("common");
  const shown = { code: "INTERNAL_SERVER_ERROR", correlationId: error.digest ?? "", retryable: true };
  return (
    <ErrorState
      error={shown}
      onRetry={retry}
      action={
        <LinkButton href="/" variant="subtle">
          {t("notFound.home")}
        </LinkButton>
      }
    />
  );
}
