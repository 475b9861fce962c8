"use client";

import { CASE_REASONS, type CasePart, type OpeningView } from "@amanat/contracts";
import { formatSpan, spanOf } from "@amanat/i18n";
import { Facts, type Fact, Money, Stack, Text, TitledCard, useDateWords } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useAssetOf } from "../money/asset-of.ts";
import { SentAlready } from "./sent-already.tsx";
import type { OpenForm } from "./open-values.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type WhatItMeansProps = {
  opening: OpeningView;
  form: OpenForm;
  parts: readonly CasePart[];
  /** The other side's name, isolated. */
  other: string;
  asset: string;
  serverNow: string;
};

/** What somebody has to know before they open a case: what it stops, who proves what, how long it takes, what silence does, what it costs. */
export function WhatItMeans({ opening, form, parts, other, asset, serverNow }: WhatItMeansProps) {
  const t = useTranslations("cases.know");
  const locale = useLocale();
  const dates = useDateWords();
  const assetOf = useAssetOf();
  const hours = (count: number): string => formatSpan(spanOf(count * HOUR_MS), locale);
  const reason = CASE_REASONS.find((one) => one === form.reason);
  // Only a seller's wish to be paid may not be granted by silence.
  const silence = form.ask === "release" || (form.ask === "" && opening.role === "seller") ? opening.silence : "opener";
  const last = new Date(Date.parse(serverNow) + opening.lastDays * DAY_MS).toISOString();
  const facts: Fact[] = [
    {
      label: t("hold"),
      value: (
        <Stack gap={2}>
          {parts.map((part) => (
            <Money key={part.tranche} amount={part.amount} asset={assetOf(part.asset)} strong />
          ))}
        </Stack>
      ),
    },
    { label: t("cost"), value: opening.cost === "0" ? t("costNothing") : <Money amount={opening.cost} asset={assetOf(asset)} /> },
  ];
  const said = [
    { name: "hold", label: null, text: t("holdText") },
    { name: "burden", label: t("burden"), text: t(`burdenOf.${reason ?? "other"}`) },
    {
      name: "when",
      label: t("when"),
      text: t("whenText", { other, state: hours(opening.stateHours), decide: hours(opening.decideHours) }),
    },
    { name: "appeal", label: null, text: opening.small ? t("small") : t("appeal", { span: hours(opening.appealHours) }) },
    { name: "silence", label: t("silence"), text: t(`silenceOf.${silence}`, { other }) },
    { name: "end", label: t("end"), text: t("endText", { time: dates(last, "due") }) },
  ];
  return (
    <TitledCard id="means" title={t("title")} data-means={opening.small ? "small" : "usual"}>
      <Facts facts={facts} />
      {said.map(({ name, label, text }) => (
        <Stack key={name} gap={2} data-know={name}>
          {label === null ? null : <Text fw={600}>{label}</Text>}
          <Text>{text}</Text>
        </Stack>
      ))}
      <SentAlready payouts={opening.left} asset={asset} />
    </TitledCard>
  );
}
