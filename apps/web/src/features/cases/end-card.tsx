"use client";

import type { CaseView } from "@amanat/contracts";
import { Button, Stack, TitledCard } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { Concede } from "./concede.tsx";

const WithdrawDialog = lateComponent(() => import("./withdraw-dialog.tsx"), "WithdrawDialog");

/** How a side ends the case alone: by giving the other everything, or, for who opened it, by taking it back. */
export function EndCard({ view }: { view: CaseView }) {
  const t = useTranslations("cases.end");
  const dialog = useLateDialog();
  const [concedes, withdraws] = [view.may.includes("concede"), view.may.includes("withdraw")];
  if (!concedes && !withdraws) return null;
  return (
    <TitledCard id="end" title={t("title")}>
      <Stack gap="sm" align="flex-start">
        {concedes ? <Concede view={view} /> : null}
        {withdraws ? (
          <Button variant="default" onClick={dialog.open}>
            {t("withdraw")}
          </Button>
        ) : null}
      </Stack>
      {dialog.wanted ? <WithdrawDialog key={dialog.times} view={view} opened={dialog.opened} onClose={dialog.close} /> : null}
    </TitledCard>
  );
}
