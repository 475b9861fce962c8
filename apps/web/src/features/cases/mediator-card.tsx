"use client";

import type { CaseView } from "@amanat/contracts";
import { Button, Group, Text, TitledCard, useDateWords } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { MediatorName } from "./mediator-badge.tsx";

const ChangeMediatorDialog = lateComponent(() => import("./change-mediator-dialog.tsx"), "ChangeMediatorDialog");

/** Who decides, and how one knows. */
export function MediatorCard({ view }: { view: CaseView }) {
  const t = useTranslations("cases.mediator");
  const dates = useDateWords();
  const dialog = useLateDialog();
  const { mediator } = view;
  if (view.closedAt !== null && mediator === null) return null;
  return (
    <TitledCard id="mediator" title={t("title")} data-has-mediator={mediator !== null}>
      {mediator === null ? (
        <Text>{t("none")}</Text>
      ) : (
        <>
          <MediatorName name={mediator.name} />
          <Text size="sm" c="dimmed">
            {t("since", { time: dates(mediator.since, "due") })}
          </Text>
          <Text size="sm">{t("trust")}</Text>
        </>
      )}
      {view.may.includes("change_mediator") ? (
        <Group>
          <Button variant="default" onClick={dialog.open}>
            {t("change")}
          </Button>
        </Group>
      ) : null}
      {dialog.wanted ? <ChangeMediatorDialog key={dialog.times} view={view} opened={dialog.opened} onClose={dialog.close} /> : null}
    </TitledCard>
  );
}
