"use client";

import type { DealDetail } from "@amanat/contracts";
import { Stack, Text, Title, VisuallyHidden } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useStandingWords } from "./standing-words.ts";

/** A deal's state as a headline and a sentence. Screen readers announce its changes. */
export function Headline({ deal, id }: { deal: DealDetail; id: string }) {
  const t = useTranslations("deal");
  const { headline, sentence } = useStandingWords()(deal);
  return (
    <Stack gap={6}>
      <Title order={2} id={id}>
        {headline}
      </Title>
      <Text>{sentence}</Text>
      <VisuallyHidden role="status" aria-live="polite">
        {t("announce", { headline })}
      </VisuallyHidden>
    </Stack>
  );
}
