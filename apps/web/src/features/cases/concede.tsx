"use client";

import type { CaseSummary, PartyRole } from "@amanat/contracts";
import { Button } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";

const ConcedeDialog = lateComponent(() => import("./concede-dialog.tsx"), "ConcedeDialog");

/** A case as far as giving in needs it: a deal's page knows no more. */
export type Concedable = Pick<CaseSummary, "id" | "version" | "parts" | "buyer" | "seller">;

type ConcedeProps = { view: Concedable & { myRole: string } };

/** One step to the end: everything that is on hold goes to the other side. */
export function Concede({ view }: ConcedeProps) {
  const t = useTranslations("deal.case.concede");
  const dialog = useLateDialog();
  const side: PartyRole = view.myRole === "seller" ? "seller" : "buyer";
  return (
    <>
      <Button variant="default" onClick={dialog.open} data-concede={side}>
        {t(side)}
      </Button>
      {dialog.wanted ? <ConcedeDialog key={dialog.times} view={view} side={side} opened={dialog.opened} onClose={dialog.close} /> : null}
    </>
  );
}
