"use client";

import type { CaseView } from "@amanat/contracts";
import { Button, Stack, Text, useDateWords } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { RecordList } from "../cases/record-list.tsx";
import { useLateDialog } from "../dialog/late-dialog.ts";

const ReopenDialog = lateComponent(() => import("./reopen-dialog.tsx"), "ReopenDialog");

/** What was stated and brought, and until when more may be. */
export function RecordPane({ view }: { view: CaseView }) {
  const t = useTranslations("mediation.evidence");
  const dates = useDateWords();
  const reopening = useLateDialog();
  return (
    <Stack gap="md" mt="sm">
      {view.closedAt !== null ? null : (
        <Text fw={600}>{view.evidenceUntil === null ? t("closed") : t("until", { time: dates(view.evidenceUntil, "due") })}</Text>
      )}
      {view.may.includes("reopen_evidence") ? (
        <Button variant="default" onClick={reopening.open}>
          {t("reopen")}
        </Button>
      ) : null}
      <RecordList view={view} />
      {reopening.wanted ? <ReopenDialog key={reopening.times} view={view} opened={reopening.opened} onClose={reopening.close} /> : null}
    </Stack>
  );
}
