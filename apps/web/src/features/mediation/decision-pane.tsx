"use client";

import type { CaseView } from "@amanat/contracts";
import { Alert, Button, Stack, Text, useDateWords } from "@amanat/ui";
import { IconInfoCircle } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { TextLink } from "../../client/links.tsx";
import { lateComponent } from "../../client/late-component.ts";
import { useMe } from "../../client/me.tsx";
import { Rulings } from "../cases/rulings.tsx";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { Claim } from "./claim.tsx";
import { DealTerms } from "./deal-terms.tsx";
import { Offers } from "./offers.tsx";

const RulingForm = lateComponent(() => import("./ruling-form.tsx"), "RulingForm");
const RecuseDialog = lateComponent(() => import("./recuse-dialog.tsx"), "RecuseDialog");

/** What is claimed, what money it is about, and the ruling. */
export function DecisionPane({ view }: { view: CaseView }) {
  const t = useTranslations("mediation.case");
  const reads = useMe()?.roles.some((role) => role === "admin" || role === "guard") ?? false;
  return (
    <Stack gap="lg" mt="sm">
      {view.myRole === "admin" ? (
        <Alert color="lapis" icon={<IconInfoCircle aria-hidden />}>
          {t("readOnly")}
        </Alert>
      ) : null}
      <Claim view={view} />
      <Offers view={view} />
      <Rulings view={view} />
      <Follows view={view} />
      <Deciding view={view} />
      <DealTerms dealId={view.dealId} />
      {reads ? <TextLink href={`/admin/audit?subject=${view.id}`}>{t("audit")}</TextLink> : null}
    </Stack>
  );
}

/** What follows a ruling that stands: its time to appeal, or the ruling on the appeal. */
function Follows({ view }: { view: CaseView }) {
  const t = useTranslations("mediation.follows");
  const dates = useDateWords();
  if (view.rulings.every(({ status }) => status !== "standing")) return null;
  const appealBy = view.status === "ruled" ? view.next.dueAt : null;
  return (
    <Text fw={600} data-follows={appealBy === null ? "appealed" : "appeal"}>
      {appealBy === null ? t("appealed") : t("appealBy", { time: dates(appealBy, "due") })}
    </Text>
  );
}

/** The ruling editor, or what it waits for; and the way out of the case. */
function Deciding({ view }: { view: CaseView }) {
  const t = useTranslations("mediation.case");
  const dates = useDateWords();
  const recusing = useLateDialog();
  return (
    <>
      {view.may.includes("rule") ? (
        <RulingForm key={view.id} view={view} />
      ) : view.may.includes("recuse") && view.evidenceUntil !== null ? (
        <Text fw={600}>{t("later", { time: dates(view.evidenceUntil, "due") })}</Text>
      ) : null}
      {view.may.includes("recuse") ? (
        <div>
          <Button variant="subtle" color="pomegranate" onClick={recusing.open}>
            {t("recuse")}
          </Button>
        </div>
      ) : null}
      {recusing.wanted ? <RecuseDialog key={recusing.times} view={view} opened={recusing.opened} onClose={recusing.close} /> : null}
    </>
  );
}
