"use client";

import type { CaseView } from "@amanat/contracts";
import { Button, Group, Text, TitledCard, useDateWords } from "@amanat/ui";
import { IconLink, IconMessage, IconPaperclip } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { sideOf } from "./sides.ts";

const DIALOGS = {
  file: lateComponent(() => import("./evidence-file-dialog.tsx"), "EvidenceFileDialog"),
  message: lateComponent(() => import("./evidence-message-dialog.tsx"), "EvidenceMessageDialog"),
  transaction: lateComponent(() => import("./evidence-transaction-dialog.tsx"), "EvidenceTransactionDialog"),
} as const;
type Kind = keyof typeof DIALOGS;
const ICONS = { file: IconPaperclip, message: IconMessage, transaction: IconLink } as const;
const KINDS = Object.keys(DIALOGS) as Kind[];

/** Where a side adds what shows that it is right; what it has added stands in the record. */
export function EvidenceCard({ view }: { view: CaseView }) {
  const t = useTranslations("cases.evidence");
  const dates = useDateWords();
  const dialog = useLateDialog();
  const [kind, setKind] = useState<Kind>("file");
  if (sideOf(view) === null || view.closedAt !== null) return null;
  const Shown = DIALOGS[kind];
  return (
    <TitledCard id="evidence" title={t("title")}>
      <Text c="dimmed" size="sm">
        {view.evidenceUntil === null ? t("closed") : t("until", { time: dates(view.evidenceUntil, "due") })}
      </Text>
      {view.may.includes("add_evidence") ? (
        <Group gap="sm">
          {KINDS.map((name) => {
            const Shape = ICONS[name];
            return (
              <Button
                key={name}
                variant="default"
                leftSection={<Shape size={20} aria-hidden />}
                onClick={() => {
                  setKind(name);
                  dialog.open();
                }}
              >
                {t(name)}
              </Button>
            );
          })}
        </Group>
      ) : null}
      {dialog.wanted ? <Shown key={`${kind} ${dialog.times}`} view={view} opened={dialog.opened} onClose={dialog.close} /> : null}
    </TitledCard>
  );
}
