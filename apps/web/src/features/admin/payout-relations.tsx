"use client";

import type { PayoutView } from "@amanat/contracts";
import { Alert, Stack, Text, useDateWords } from "@amanat/ui";
import { IconAlertTriangle, IconClock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";

/** What an approver should know of the people: who may be one, and whose address is about to change. */
export function PayoutRelations({ payout }: { payout: PayoutView }) {
  const t = useTranslations("admin.payout");
  const words = useTranslations("admin.payout.related");
  const dates = useDateWords();
  return (
    <>
      {payout.related.length === 0 ? null : (
        <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />} title={words("title")} data-related>
          <Stack gap={4}>
            {payout.related.map(({ between: [one, other], by }) => (
              <Text key={`${one} ${other} ${by}`}>{words("line", { one: words(one), other: words(other), by: words(by) })}</Text>
            ))}
          </Stack>
        </Alert>
      )}
      {payout.addressChangesAt === null ? null : (
        <Alert color="saffron" icon={<IconClock aria-hidden />}>
          {t("addressChanges", { time: dates(payout.addressChangesAt, "due") })}
        </Alert>
      )}
    </>
  );
}
