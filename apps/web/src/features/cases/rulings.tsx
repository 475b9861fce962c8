"use client";

import type { CaseRulingView, CaseView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Button, DateText, Group, Stack, Text, TitledCard, UserText } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import classes from "./cases.module.css";
import { EffectLines } from "./effect-lines.tsx";
import { MediatorName } from "./mediator-badge.tsx";

const AppealDialog = lateComponent(() => import("./appeal-dialog.tsx"), "AppealDialog");

/** What was ruled, the last word first, with its reasons and what it does with the money. */
export function Rulings({ view }: { view: CaseView }) {
  const t = useTranslations("cases.ruling");
  const dialog = useLateDialog();
  if (view.rulings.length === 0) return null;
  return (
    <TitledCard id="ruling" title={t("title")}>
      {view.rulings
        .toSorted((a, b) => (a.at < b.at ? 1 : -1))
        .map((ruling) => (
          <Ruling key={ruling.id} ruling={ruling} view={view} />
        ))}
      {view.may.includes("appeal") ? (
        <Group>
          <Button variant="default" onClick={dialog.open}>
            {t("appeal")}
          </Button>
        </Group>
      ) : null}
      {dialog.wanted ? <AppealDialog key={dialog.times} view={view} opened={dialog.opened} onClose={dialog.close} /> : null}
    </TitledCard>
  );
}

function Ruling({ ruling, view }: { ruling: CaseRulingView; view: CaseView }) {
  const t = useTranslations("cases");
  const { outcome, status, by, at, defaulted, sanctions, reasons, effect, until } = ruling;
  return (
    <div className={classes.offer} data-ruling={status} data-outcome={outcome}>
      <Stack gap={4}>
        <Text fw={700}>{t(`outcome.${outcome}`)}</Text>
        <Text size="sm" c="dimmed">
          {t(`ruling.status.${status}`)} · <DateText value={at} look="moment" />
        </Text>
        {by === null ? null : <MediatorName name={by} />}
      </Stack>
      {defaulted === null ? null : <Text>{t("ruling.default", { name: isolated(view[defaulted].name) })}</Text>}
      <EffectLines effect={effect} sides={view} until={until} />
      {sanctions.map((sanction) => (
        <Text key={sanction}>{t(`sanction.${sanction}`)}</Text>
      ))}
      {reasons === "" ? null : (
        <Stack gap={2}>
          <Text fw={600}>{t("ruling.reasons")}</Text>
          <UserText>{reasons}</UserText>
        </Stack>
      )}
    </div>
  );
}
