"use client";

import type { DealView } from "@amanat/contracts";
import { Anchor, Group, Stack, Text, TitledCard, UserWord, useDateWords } from "@amanat/ui";
import { IconFlag, IconScale } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { LinkButton } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { Link } from "../../i18n/link.tsx";
import { Concede } from "../cases/concede.tsx";
import { SAFETY_POLL_MS } from "./safety-poll.ts";
import { inCase } from "./state.ts";

const useCases = (deal: DealView, enabled: boolean) =>
  useAmanatQuery("disputes", "ofDeal", { dealId: deal.id }, { enabled, refetchInterval: SAFETY_POLL_MS }).data?.cases ?? [];

/** The case that covers the money: the way to it, and the one step that ends it. */
export function OpenCase({ deal }: { deal: DealView }) {
  const t = useTranslations("deal.case");
  const found = useCases(deal, inCase(deal)).find(({ closedAt }) => closedAt === null);
  if (found === undefined) return null;
  const { myRole } = deal;
  return (
    <>
      <Text>{t("instead")}</Text>
      <Group gap="sm">
        <LinkButton
          href={myRole === null ? `/admin/disputes/${found.id}` : `/cases/${found.id}`}
          leftSection={<IconScale size={20} aria-hidden />}
        >
          {t("see")}
        </LinkButton>
        {myRole === null ? null : <Concede view={{ ...found, myRole }} />}
      </Group>
    </>
  );
}

/** For a party of a deal that holds money: where to say that something is wrong. */
export function SayWrong({ deal }: { deal: DealView }) {
  const t = useTranslations("deal.case");
  if (deal.myRole === null || deal.phase !== "held" || inCase(deal)) return null;
  return (
    <Group>
      <LinkButton href={`/deals/${deal.id}/dispute`} variant="subtle" leftSection={<IconFlag size={18} aria-hidden />}>
        {t("open")}
      </LinkButton>
    </Group>
  );
}

/** Cases about the deal that are over: their records stay. */
export function ClosedCases({ deal }: { deal: DealView }) {
  const t = useTranslations("deal.case");
  const dates = useDateWords();
  const over = useCases(deal, deal.myRole !== null && deal.phase !== "paying").filter(({ closedAt }) => closedAt !== null);
  if (over.length === 0) return null;
  return (
    <TitledCard id="closed-cases" title={t("closed")}>
      <Stack gap="xs">
        {over.map(({ id, title, closedAt }) => (
          <Anchor key={id} component={Link} href={`/cases/${id}`}>
            <UserWord>{title}</UserWord> · {dates(closedAt ?? "", "day")}
          </Anchor>
        ))}
      </Stack>
    </TitledCard>
  );
}
