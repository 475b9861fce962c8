"use client";

import type { AuditEntryView } from "@amanat/contracts";
import { AddressText, Alert, Button, DateText, Facts, Group, Stack, StatusBadge, Title } from "@amanat/ui";
import { IconInfoCircle } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { Dialog } from "../dialog/dialog.tsx";
import { changesIn, restOf, type Changed } from "./audit-changes.ts";
import type { AuditSearch } from "./audit-filter.ts";
import { ActorName, Code } from "./audit-names.tsx";
import classes from "./cells.module.css";

export type AuditEntryDialogProps = {
  entry: AuditEntryView;
  onClose: () => void;
  /** Looks for something this entry names. */
  onSearch: (part: Partial<AuditSearch>) => void;
};

/** All that one entry says, and the ways on from it. */
export function AuditEntryDialog({ entry, onClose, onSearch }: AuditEntryDialogProps) {
  const t = useTranslations("audit.entry");
  const { actor, subject, payload } = entry;
  const rest = restOf(payload);
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t("title")}
      actions={
        <Button variant="default" onClick={onClose}>
          {t("close")}
        </Button>
      }
    >
      <Stack gap="lg">
        <Facts
          facts={[
            { label: t("action"), value: <Code strong>{entry.action}</Code> },
            { label: t("at"), value: <DateText value={entry.at} look="moment" /> },
            { label: t("actor"), value: <ActorName actor={actor} /> },
            ...(actor.id === null ? [] : [{ label: t("actorId"), value: <AddressText address={actor.id} copyLabel={t("actorId")} /> }]),
            ...(entry.sessionId === null
              ? []
              : [{ label: t("session"), value: <AddressText address={entry.sessionId} copyLabel={t("session")} /> }]),
            { label: t("kind"), value: <Code>{subject.kind}</Code> },
            ...(subject.id === null ? [] : [{ label: t("subject"), value: <AddressText address={subject.id} copyLabel={t("subject")} /> }]),
            { label: t("call"), value: <AddressText address={entry.correlationId} copyLabel={t("call")} /> },
            { label: t("digest"), value: <AddressText address={entry.digest} copyLabel={t("digest")} /> },
            {
              label: t("state"),
              value: entry.sealed ? (
                <StatusBadge tone="good">{t("sealed")}</StatusBadge>
              ) : (
                <StatusBadge tone="waiting">{t("unsealed")}</StatusBadge>
              ),
            },
          ]}
        />
        <Group gap="sm">
          <Button variant="light" onClick={() => onSearch({ call: entry.correlationId })}>
            {t("sameCall")}
          </Button>
          {subject.id === null ? null : (
            <Button variant="light" onClick={() => onSearch({ subject: subject.id ?? "" })}>
              {t("sameSubject")}
            </Button>
          )}
          {actor.id === null ? null : (
            <Button variant="light" onClick={() => onSearch({ actor: actor.id ?? "" })}>
              {t("sameActor")}
            </Button>
          )}
        </Group>
        {entry.erasedAt === null ? null : (
          <Alert color="saffron" icon={<IconInfoCircle aria-hidden />}>
            {t("erased")} <DateText value={entry.erasedAt} look="moment" />
          </Alert>
        )}
        {changesIn(payload).map((changed) => (
          <Change key={changed.key} changed={changed} />
        ))}
        {rest.length === 0 ? null : (
          <Stack gap="xs" component="section">
            <Title order={3} size="h4">
              {t("details")}
            </Title>
            <Facts facts={rest.map(({ name, value }) => ({ label: <Code>{name}</Code>, value: <Value text={value} /> }))} />
          </Stack>
        )}
      </Stack>
    </Dialog>
  );
}

function Value({ text }: { text: string | null }) {
  if (text === null) return <span aria-hidden="true">—</span>;
  return (
    <bdi dir="auto" className={classes.value}>
      {text}
    </bdi>
  );
}

function Change({ changed }: { changed: Changed }) {
  const t = useTranslations("audit.entry");
  const title = changed.kind === null ? t("changed") : t("changedAlso", { kind: changed.kind });
  return (
    <Stack gap="xs" component="section">
      <Title order={3} size="h4">
        {title}
      </Title>
      {changed.id === null ? null : <AddressText address={changed.id} />}
      <Facts
        facts={changed.fields.map(({ field, before, after }) => ({
          label: <Code>{field}</Code>,
          value: (
            <span className={classes.change}>
              <span>
                <span className={classes.side}>{t("before")}</span> <Value text={before} />
              </span>
              <span>
                <span className={classes.side}>{t("after")}</span> <Value text={after} />
              </span>
            </span>
          ),
        }))}
      />
    </Stack>
  );
}
