"use client";

import type { CaseView, Page, RecordEntry } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { ErrorState, PageHeader, PageSkeleton, Stack, TitledCard, UserWord } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import { SAFETY_POLL_MS } from "../deal/safety-poll.ts";
import { BackLink } from "../frame/back-link.tsx";
import { AboutCard } from "./about-card.tsx";
import { CaseBadge } from "./case-badge.tsx";
import { CaseState } from "./case-state.tsx";
import columns from "../section/two-columns.module.css";
import { EndCard } from "./end-card.tsx";
import { EvidenceCard } from "./evidence-card.tsx";
import { MediatorCard } from "./mediator-card.tsx";
import { RecordList } from "./record-list.tsx";
import { Rulings } from "./rulings.tsx";
import { SettlementCard } from "./settlement-card.tsx";
import { sideOf } from "./sides.ts";
import { StatementCard } from "./statement-card.tsx";

type CasePageProps = { caseId: string; record: Page<RecordEntry>; serverNow: string };

/** One case, as it matters to its reader: what is true and what to do, what both could settle on, and the record. */
export function CasePage({ caseId, record, serverNow }: CasePageProps) {
  const t = useTranslations("cases");
  const found = useAmanatQuery("disputes", "get", { caseId }, { refetchInterval: SAFETY_POLL_MS });
  const view = found.data;
  if (view === undefined)
    return found.error === null ? (
      <PageSkeleton label={t("about.title")} />
    ) : (
      <ErrorState error={found.error} onRetry={() => void found.refetch()} />
    );
  return (
    <Stack gap="md" data-case={view.status}>
      <PageHeader
        title={<UserWord>{view.title}</UserWord>}
        badge={<CaseBadge status={view.status} />}
        lead={<Between view={view} />}
        {...(sideOf(view) === null ? {} : { back: <BackLink href={`/deals/${view.dealId}`}>{t("toDeal")}</BackLink> })}
      />
      <div className={columns.page}>
        <div className={columns.lead}>
          <CaseState view={view} serverNow={serverNow} />
          {view.may.includes("state") ? <StatementCard view={view} /> : null}
          <Rulings view={view} />
          <SettlementCard view={view} />
          <EvidenceCard view={view} />
          <TitledCard id="record" title={t("record.title")} lead={t("record.lead")}>
            <RecordList view={view} first={record} />
          </TitledCard>
        </div>
        <div className={columns.aside}>
          <MediatorCard view={view} />
          <AboutCard view={view} />
          <EndCard view={view} />
        </div>
      </div>
    </Stack>
  );
}

/** Between whom. */
function Between({ view }: { view: CaseView }) {
  const deal = useTranslations("deal");
  const name = (role: "buyer" | "seller"): string =>
    view.myRole === role ? deal("you", { name: isolated(view[role].name) }) : isolated(view[role].name);
  return deal("between", { buyer: name("buyer"), seller: name("seller") });
}
