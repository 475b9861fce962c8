"use client";

import { CONTEST_REASONS, INCIDENT_KINDS, type IncidentView } from "@amanat/contracts";
import {
  Button,
  Card,
  DateText,
  Facts,
  Group,
  NativeSelect,
  Stack,
  StatusBadge,
  Text,
  Title,
  UserText,
  UserWord,
  type Fact,
} from "@amanat/ui";
import { IconCheck } from "@amanat/ui/icons";
import { formatCount } from "@amanat/i18n";
import { useLocale, useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { lateComponent } from "../../client/late-component.ts";
import { useMe } from "../../client/me.tsx";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { LinkButton } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListPage } from "./admin-list.tsx";
import { Code } from "./code.tsx";
import { useIncidentsRefresh } from "./incidents-refresh.ts";
import { incidentsFilter, kindKey, SHOWN_STATES, type ShownState } from "./incidents-filter.ts";
import { useDeskMutation } from "./recorded-calls.ts";

const CloseIncidentDialog = lateComponent(() => import("./close-incident-dialog.tsx"), "CloseIncidentDialog");
const PAGE = 20;
/** Live events do the work; this catches what a sleeping tab missed. */
const SAFETY_POLL_MS = 30_000;
/** Details with a word of their own; others are shown as they were written. */
const DETAILS = ["reason", "round", "failure", "type", "txHash", "payout", "sweep"] as const;
const TONES = { open: "bad", acknowledged: "waiting", closed: "good" } as const;

/** Everything that needs a person, last met first, with what can be done about it; filters live in the URL. */
export function Incidents() {
  const t = useTranslations("admin.incidents");
  const [filter, setFilter] = useQueryStates(incidentsFilter, { history: "push" });
  const kind = INCIDENT_KINDS.find((known) => known === filter.kind);
  const page = useAmanatQuery(
    "incidents",
    "list",
    {
      limit: PAGE,
      state: filter.state,
      ...(kind === undefined ? {} : { kind }),
      ...(filter.cursor === null ? {} : { cursor: filter.cursor }),
    },
    { refetchInterval: SAFETY_POLL_MS },
  );
  const look = (change: { state?: ShownState; kind?: string }) => void setFilter({ ...change, cursor: null });
  const filtered = filter.state !== "live" || kind !== undefined;
  return (
    <AdminListPage
      title={t("title")}
      lead={t("lead")}
      filters={
        <Group gap="sm">
          <NativeSelect
            label={t("state")}
            value={filter.state}
            onChange={(event) => look({ state: SHOWN_STATES.find((known) => known === event.currentTarget.value) ?? "live" })}
            data={SHOWN_STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
          />
          <NativeSelect
            label={t("kind")}
            value={kind ?? ""}
            onChange={(event) => look({ kind: event.currentTarget.value })}
            data={[
              { value: "", label: t("anyKind") },
              ...INCIDENT_KINDS.map((value) => ({ value, label: t(`kinds.${kindKey(value)}.name`) })),
            ]}
          />
        </Group>
      }
      query={page}
      empty={{
        icon: IconCheck,
        title: t(filtered ? "nothingFound" : "empty"),
        clear: filtered ? { label: t("clear"), act: () => look({ state: "live", kind: "" }) } : null,
      }}
      cursor={filter.cursor}
      onGo={(cursor) => void setFilter({ cursor })}
    >
      {(incidents) => (
        <Stack gap="md">
          {incidents.map((incident) => (
            <IncidentCard key={incident.id} incident={incident} />
          ))}
        </Stack>
      )}
    </AdminListPage>
  );
}

function IncidentCard({ incident }: { incident: IncidentView }) {
  const t = useTranslations("admin.incidents");
  const key = kindKey(incident.kind);
  const facts = useFacts(incident);
  return (
    <Card component="article" padding="md" data-incident={incident.kind} data-incident-state={incident.state}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs" align="flex-start">
          <Title order={2} size="h4">
            {t(`kinds.${key}.name`)}
          </Title>
          <StatusBadge tone={TONES[incident.state]}>{t(`states.${incident.state}`)}</StatusBadge>
        </Group>
        <Text>{t(`kinds.${key}.text`)}</Text>
        <Facts facts={facts} />
        {incident.note === null ? null : <UserText>{incident.note}</UserText>}
        <Acts incident={incident} />
      </Stack>
    </Card>
  );
}

function useFacts(incident: IncidentView): Fact[] {
  const t = useTranslations("admin.incidents");
  const locale = useLocale();
  const code = (text: string) => <Code>{text}</Code>;
  const facts: Fact[] = [
    { label: t("subject"), value: code(incident.subject) },
    { label: t("first"), value: <DateText value={incident.firstAt} look="moment" /> },
    { label: t("last"), value: <DateText value={incident.lastAt} look="moment" /> },
    { label: t("count"), value: formatCount(incident.count, locale) },
    ...Object.entries(incident.detail).map(([label, value]) => {
      const known = DETAILS.find((detail) => detail === label);
      const why = known === "reason" ? CONTEST_REASONS.find((reason) => reason === value) : undefined;
      return {
        label: known === undefined ? code(label) : t(`details.${known}`),
        value: why === undefined ? code(value) : t(`contest.${why}`),
      };
    }),
  ];
  if (incident.acknowledgedBy !== null) facts.push({ label: t("acknowledgedBy"), value: <UserWord>{incident.acknowledgedBy}</UserWord> });
  if (incident.resolution !== null) facts.push({ label: t("resolution"), value: t(`resolutions.${incident.resolution}`) });
  if (incident.closedBy !== null) facts.push({ label: t("closedBy"), value: <UserWord>{incident.closedBy}</UserWord> });
  return facts;
}

/** The way to what it concerns, and what the asking operator may do. */
function Acts({ incident }: { incident: IncidentView }) {
  const t = useTranslations("admin.incidents");
  const roles = useMe()?.roles ?? [];
  const dialog = useLateDialog();
  const refresh = useIncidentsRefresh();
  const acknowledge = useDeskMutation("incidents", "acknowledge", { onSettled: () => refresh() });
  const retry = useDeskMutation("incidents", "retry", { onSettled: () => refresh() });
  const which = { incidentId: incident.id, version: incident.version };
  const live = incident.state !== "closed";
  return (
    <Group gap="sm">
      {incident.payoutId === null ? null : (
        <LinkButton href={`/admin/payouts/${incident.payoutId}`} variant="light">
          {t("toPayout")}
        </LinkButton>
      )}
      {incident.dealId === null ? null : (
        <LinkButton href={`/admin/deals/${incident.dealId}`} variant="light">
          {t("toDeal")}
        </LinkButton>
      )}
      {incident.kind === "event.given_up" && roles.includes("admin") ? (
        <LinkButton href="/admin/deliveries" variant="light">
          {t("toDeliveries")}
        </LinkButton>
      ) : null}
      {incident.state === "open" ? (
        <Button variant="default" loading={acknowledge.isPending} onClick={() => acknowledge.mutate(which)}>
          {t("acknowledge")}
        </Button>
      ) : null}
      {incident.retriable && roles.includes("admin") ? (
        <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate(which)}>
          {t("retry")}
        </Button>
      ) : null}
      {live && roles.includes("admin") ? (
        <Button variant="default" onClick={dialog.open}>
          {t("close")}
        </Button>
      ) : null}
      {dialog.wanted ? <CloseIncidentDialog key={dialog.times} incident={incident} opened={dialog.opened} onClose={dialog.close} /> : null}
    </Group>
  );
}
