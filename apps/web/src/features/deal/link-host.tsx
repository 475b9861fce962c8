"use client";

import { hostOf } from "@amanat/contracts";
import { Text } from "@amanat/ui";
import { useTranslations } from "next-intl";

/** Where a link really leads, beside the link: what stands before an `@`, or letters that look like others, fool nobody then. */
export function LinkHost({ link }: { link: string }) {
  const t = useTranslations("deal.correct");
  const host = hostOf(link);
  if (host === null) return null;
  return (
    <Text size="sm" c="dimmed">
      {t.rich("host", {
        host: () => (
          <bdi dir="ltr" data-link-host>
            {host}
          </bdi>
        ),
      })}
    </Text>
  );
}
