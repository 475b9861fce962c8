"use client";

import type { DealDetail, OpeningView } from "@amanat/contracts";
import { EmptyState, Stack } from "@amanat/ui";
import { IconScale } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { LinkButton } from "../../client/links.tsx";
import { SentAlready } from "./sent-already.tsx";

type BlockedProps = { opening: OpeningView; block: Exclude<OpeningView["block"], "none">; deal: DealDetail };

/** Why no case can be opened, and what there is instead. */
export function Blocked({ opening, block, deal }: BlockedProps) {
  const t = useTranslations("cases");
  return (
    <Stack gap="md" data-block={block}>
      <EmptyState
        icon={IconScale}
        title={t(`block.${block}.title`)}
        action={
          opening.caseId === null ? (
            <LinkButton href={`/deals/${deal.id}`}>{t("toDeal")}</LinkButton>
          ) : (
            <LinkButton href={`/cases/${opening.caseId}`}>{t("toCase")}</LinkButton>
          )
        }
      >
        {t(`block.${block}.text`)}
      </EmptyState>
      <SentAlready payouts={opening.left} asset={deal.asset} />
    </Stack>
  );
}
