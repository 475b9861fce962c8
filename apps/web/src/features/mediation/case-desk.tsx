"use client";

import type { CaseView } from "@amanat/contracts";
import { EmptyState, ErrorState, Group, PageHeader, PageSkeleton, Stack, Text, PersonWord, UserWord } from "@amanat/ui";
import { IconScale } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { LinkButton } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { MediatorName } from "../cases/mediator-badge.tsx";
import { BackLink } from "../frame/back-link.tsx";
import { CaseBadges } from "./case-badges.tsx";
import { DecisionPane } from "./decision-pane.tsx";
import { Due } from "./due.tsx";
import { Panes } from "./panes.tsx";
import { RecordPane } from "./record-pane.tsx";
import { RoomPane } from "./room-pane.tsx";

/** A case before whoever rules on it. Once it is theirs no more, nothing of it is shown, also not what is still in the browser. */
export function CaseDesk({ caseId }: { caseId: string }) {
  const t = useTranslations("mediation.case");
  const view = useAmanatQuery("disputes", "get", { caseId }, { refetchInterval: 15_000 });
  if (view.error?.code === "NOT_FOUND") return <Gone />;
  if (view.data === undefined)
    return view.error === null ? (
      <PageSkeleton label={t("title")} />
    ) : (
      <ErrorState error={view.error} onRetry={() => void view.refetch()} />
    );
  return <Loaded view={view.data} />;
}

function Gone() {
  const t = useTranslations("mediation.gone");
  return (
    <EmptyState icon={IconScale} title={t("title")} action={<LinkButton href="/admin/disputes">{t("back")}</LinkButton>}>
      {t("hint")}
    </EmptyState>
  );
}

function Loaded({ view }: { view: CaseView }) {
  const t = useTranslations("mediation.case");
  return (
    <Stack gap="lg" data-desk={view.status} data-role={view.myRole}>
      <PageHeader
        title={<UserWord>{view.title}</UserWord>}
        lead={
          <Group gap="xs">
            <Text component="span">
              <PersonWord>{view.buyer.name}</PersonWord> · <PersonWord>{view.seller.name}</PersonWord>
            </Text>
            {view.mediator === null ? null : <MediatorName name={view.mediator.name} />}
          </Group>
        }
        badge={<CaseBadges row={view} />}
        back={<BackLink href="/admin/disputes">{t("back")}</BackLink>}
        actions={<Due row={view} />}
      />
      <Panes
        room={<RoomPane conversationId={view.conversationId} />}
        record={<RecordPane view={view} />}
        decision={<DecisionPane view={view} />}
      />
    </Stack>
  );
}
