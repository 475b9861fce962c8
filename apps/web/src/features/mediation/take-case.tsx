"use client";

import type { CaseSummary } from "@amanat/contracts";
import { Button, useFailureToast } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useRefreshAfter } from "../../client/stale.ts";
import { addressOf } from "../../i18n/link.tsx";
import { useDeskMutation } from "../admin/recorded-calls.ts";

/** A resolver takes a case that waits. Whoever stands too close to a side is refused, with the reason. */
export function TakeCase({ row: { id, version } }: { row: Pick<CaseSummary, "id" | "version"> }) {
  const t = useTranslations("mediation.list");
  const router = useRouter();
  const locale = useLocale();
  const refresh = useRefreshAfter("dispute");
  const take = useDeskMutation("disputes", "take", {
    onSuccess: () => router.push(addressOf(locale, `/admin/disputes/${id}`)),
    onError: useFailureToast(),
    onSettled: () => refresh(),
  });
  return (
    <Button variant="light" loading={take.isPending} onClick={() => take.mutate({ caseId: id, version })}>
      {t("take")}
    </Button>
  );
}
