"use client";

import type { DealDetail } from "@amanat/contracts";
import { Button } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Link } from "../../i18n/link.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { useMoneyWords } from "../money/money-words.ts";
import classes from "./state-card.module.css";
import { dealActions, missingOf } from "./state.ts";
import { lateComponent } from "../../client/late-component.ts";

// Forms and schemas arrive with the first click on their button, not with the page.
const DIALOGS = {
  start: lateComponent(() => import("./start-dialog.tsx"), "StartDialog"),
  delivered: lateComponent(() => import("./delivered-dialog.tsx"), "DeliveredDialog"),
  confirm: lateComponent(() => import("./confirm-dialog.tsx"), "ConfirmDialog"),
  contest: lateComponent(() => import("./contest-dialog.tsx"), "ContestDialog"),
  cancel: lateComponent(() => import("./cancel-dialog.tsx"), "CancelDialog"),
} as const;
type DialogName = keyof typeof DIALOGS;
const DIALOG_NAMES = Object.keys(DIALOGS) as DialogName[];

/** The one thing to do, and beside it the way out. */
export function DealActions({ deal }: { deal: DealDetail<"purchase"> }) {
  const t = useTranslations("deal.action");
  const words = useMoneyWords();
  const asset = useAssetOf()(deal.asset);
  const [open, setOpen] = useState<DialogName | null>(null);
  const { primary, cancellable } = dealActions(deal);
  const back = deal.status === "expired" && deal.myRole === "buyer";
  if (primary === null && !cancellable && !back) return null;
  return (
    <>
      <div className={classes.actions}>
        {primary === "pay" ? (
          <Button component={Link} href={`/deals/${deal.id}/pay`} size="lg">
            {t("pay", { amount: words(missingOf(deal), asset) })}
          </Button>
        ) : null}
        {primary === "see_payment" ? (
          <Button component={Link} href={`/deals/${deal.id}/pay`} size="lg" variant="light">
            {t("seePayment")}
          </Button>
        ) : null}
        {primary === "start" ? (
          <Button size="lg" onClick={() => setOpen("start")}>
            {t("start")}
          </Button>
        ) : null}
        {primary === "mark_delivered" ? (
          <Button size="lg" onClick={() => setOpen("delivered")}>
            {t("markDelivered")}
          </Button>
        ) : null}
        {primary === "inspect" ? (
          <>
            <Button size="lg" onClick={() => setOpen("confirm")}>
              {t("allGood")}
            </Button>
            {deal.contestsLeft > 0 ? (
              <Button size="lg" variant="default" onClick={() => setOpen("contest")}>
                {t("issue")}
              </Button>
            ) : (
              <Button component={Link} href={`/deals/${deal.id}/dispute`} size="lg" variant="default">
                {t("issue")}
              </Button>
            )}
          </>
        ) : null}
        {back ? (
          <Button component={Link} href={`/requests/${deal.requestId}`} size="lg">
            {t("toRequest")}
          </Button>
        ) : null}
        {cancellable ? (
          <Button variant="subtle" color="pomegranate" size="lg" onClick={() => setOpen("cancel")}>
            {t("cancel")}
          </Button>
        ) : null}
      </div>
      <Dialogs deal={deal} open={open} onClose={() => setOpen(null)} />
    </>
  );
}

/** Every dialog that was opened once; closing keeps it, so that it can fade and give the focus back. */
function Dialogs({ deal, open, onClose }: { deal: DealDetail<"purchase">; open: DialogName | null; onClose: () => void }) {
  const [loaded, setLoaded] = useState<readonly DialogName[]>([]);
  if (open !== null && !loaded.includes(open)) setLoaded([...loaded, open]);
  return DIALOG_NAMES.filter((name) => loaded.includes(name)).map((name) => {
    const Part = DIALOGS[name];
    return <Part key={name} deal={deal} opened={open === name} onClose={onClose} />;
  });
}
