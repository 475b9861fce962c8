"use client";

import type { DealDetail } from "@amanat/contracts";
import { Button, Card, Stack } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { Link } from "../../i18n/link.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { useMoneyWords } from "../money/money-words.ts";
import { SayWrong } from "./deal-case.tsx";
import { Deadline } from "./deadline.tsx";
import { Headline } from "./headline.tsx";
import { HoldNotice } from "./hold-notice.tsx";
import { missingOf } from "./state.ts";

/** The state of a deal whose kind has no page of its own: what all kinds share, and the link to pay. */
export function PhaseState({ deal, serverNow }: { deal: DealDetail; serverNow: string }) {
  const t = useTranslations("deal");
  const words = useMoneyWords();
  const asset = useAssetOf()(deal.asset);
  return (
    <Card data-deal-state={deal.phase} component="section" aria-labelledby="deal-headline">
      <Stack gap="md">
        <Headline deal={deal} id="deal-headline" />
        <HoldNotice deal={deal} />
        {deal.phase === "paying" && deal.myRole === "buyer" ? (
          <Button component={Link} href={`/deals/${deal.id}/pay`} size="lg">
            {t("action.pay", { amount: words(missingOf(deal), asset) })}
          </Button>
        ) : null}
        <Deadline deal={deal} serverNow={serverNow} />
        <SayWrong deal={deal} />
      </Stack>
    </Card>
  );
}
