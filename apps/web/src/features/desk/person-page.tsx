"use client";

import type { PersonRow, SubjectKind, SubjectRow } from "@amanat/contracts";
import { Badge, DateText, Facts, Group, PageHeader, Stack, Text, TitledCard, PersonWord } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { TextLink } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminList } from "../admin/admin-list.tsx";
import { Code } from "../admin/code.tsx";
import { ROLE_ORDER } from "../admin/roles.ts";
import { Standing } from "../admin/standing.tsx";
import { WaitingAdmin } from "../admin/waiting-admin.tsx";
import { BackLink } from "../frame/back-link.tsx";
import { IconInbox } from "@amanat/ui/icons";
import { useSubjectColumns } from "./subject-columns.tsx";
import { SubjectRows } from "./subject-rows.tsx";

const SHOWN = 20;

/** The whole of one person: who they are here, their deals, requests and payouts, what is on hold, and what was done about them. */
export function PersonPage({ userId, first }: { userId: string; first: PersonRow }) {
  const t = useTranslations("desk.person");
  const person = useAmanatQuery("auth", "person", { userId }, { refetchInterval: 30_000 }).data ?? first;
  return (
    <Stack gap="lg">
      <PageHeader title={<PersonWord>{person.name}</PersonWord>} back={<BackLink href="/admin/people">{t("back")}</BackLink>} />
      <Account person={person} />
      <OnHold userId={userId} />
      {(["deal", "case", "payout", "request"] as const).map((kind) => (
        <Theirs key={kind} kind={kind} userId={userId} />
      ))}
      <Trail userId={userId} />
    </Stack>
  );
}

function Account({ person }: { person: PersonRow }) {
  const t = useTranslations("desk.person");
  const roles = useTranslations("admin.role");
  return (
    <TitledCard id="account" title={t("account")}>
      <Group gap={6}>
        {ROLE_ORDER.filter((role) => person.roles.includes(role)).map((role) => (
          <Badge key={role} color={role === "buyer" || role === "seller" ? "gray" : "pine"}>
            {roles(role)}
          </Badge>
        ))}
        <Standing person={person} />
        <WaitingAdmin person={person} />
      </Group>
      <Facts
        facts={[
          { label: t("email"), value: <bdi dir="ltr">{person.email ?? "–"}</bdi> },
          { label: t("since"), value: <DateText value={person.createdAt} look="moment" /> },
          { label: t("id"), value: <Code>{person.id}</Code> },
        ]}
      />
    </TitledCard>
  );
}

function useTheirs(kind: SubjectKind, userId: string) {
  return useAmanatQuery("desk", "list", { kind, person: userId, limit: SHOWN }, { refetchInterval: 30_000 });
}

function Theirs({ kind, userId }: { kind: SubjectKind; userId: string }) {
  const t = useTranslations("desk.person");
  const page = useTheirs(kind, userId);
  const columns = useSubjectColumns(kind, null);
  const title = t(kind);
  return (
    <TitledCard id={`their-${kind}s`} title={title} lead={page.data?.meta.hasMore === true ? t("newest", { count: SHOWN }) : undefined}>
      <AdminList title={title} query={page} rows={page.data?.data} money="none" empty={{ icon: IconInbox, title: t("none") }}>
        {(rows) => <SubjectRows caption={title} rows={rows} columns={columns} />}
      </AdminList>
    </TitledCard>
  );
}

/** Of their deals, those whose money does not move. Nothing where there is none. */
function OnHold({ userId }: { userId: string }) {
  const t = useTranslations("desk.person");
  const columns = useSubjectColumns("deal", "disputed");
  const held = useTheirs("deal", userId).data?.data.filter((row: SubjectRow) => row.money !== null && row.money.disputed !== "0") ?? [];
  if (held.length === 0) return null;
  return (
    <TitledCard id="their-holds" title={t("onHold")}>
      <SubjectRows caption={t("onHold")} rows={held} columns={columns} />
    </TitledCard>
  );
}

function Trail({ userId }: { userId: string }) {
  const t = useTranslations("desk.person");
  const about = useAmanatQuery("audit", "entries", { subject: userId, limit: 10 });
  return (
    <TitledCard id="their-trail" title={t("trail")}>
      <AdminList title={t("trail")} query={about} rows={about.data?.data} empty={{ icon: IconInbox, title: t("none") }}>
        {(entries) => (
          <Facts
            facts={entries.map((entry) => ({
              label: <DateText value={entry.at} look="moment" />,
              value: <Code>{entry.action}</Code>,
            }))}
          />
        )}
      </AdminList>
      <Group gap="md">
        <TextLink href={`/admin/audit?subject=${userId}`}>{t("aboutThem")}</TextLink>
        <TextLink href={`/admin/audit?actor=${userId}`}>{t("byThem")}</TextLink>
      </Group>
      <Text size="sm" c="dimmed">
        {t("trailHint")}
      </Text>
    </TitledCard>
  );
}
