"use client";

import type { ApiKeyView } from "@amanat/contracts";
import { Button, DateText, EmptyState, ErrorState, ListSkeleton, StatusBadge, Text, UserWord } from "@amanat/ui";
import { IconPlus, IconTerminal2 } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanatQuery } from "../../client/query.ts";
import classes from "./account.module.css";
import { Row, Rows, Section } from "../section/section.tsx";

const CreateKey = lateComponent(() => import("./create-key.tsx"), "CreateKey");
const RotateKey = lateComponent(() => import("./rotate-key.tsx"), "RotateKey");
const RevokeKey = lateComponent(() => import("./revoke-key.tsx"), "RevokeKey");

/** Keys with which programs ask in this person's name. */
export function ApiKeys() {
  const t = useTranslations("account.keys");
  const found = useAmanatQuery("auth", "apiKeys", {});
  const creating = useLateDialog();
  const keys = found.data?.keys ?? [];
  const create = (
    <Button variant="light" leftSection={<IconPlus size={20} aria-hidden />} onClick={creating.open}>
      {t("create")}
    </Button>
  );
  return (
    <Section id="keys" title={t("title")} lead={t("lead")} action={keys.length === 0 ? undefined : create}>
      {found.error === null ? null : <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />}
      {found.isPending ? <ListSkeleton count={1} label={t("title")} /> : null}
      {found.data !== undefined && keys.length === 0 ? (
        <EmptyState icon={IconTerminal2} order={3} title={t("empty")} action={create}>
          {t("emptyHint")}
        </EmptyState>
      ) : null}
      {keys.length === 0 ? null : (
        <Rows label={t("title")}>
          {keys.map((key) => (
            <KeyRow key={key.id} held={key} />
          ))}
        </Rows>
      )}
      {creating.wanted ? <CreateKey key={creating.times} opened={creating.opened} onClose={creating.close} /> : null}
    </Section>
  );
}

function KeyRow({ held }: { held: ApiKeyView }) {
  const t = useTranslations("account.keys");
  const rotating = useLateDialog();
  const revoking = useLateDialog();
  const { lastUsedAt, expiresAt } = held;
  return (
    <>
      <Row
        roomy
        icon={<IconTerminal2 size={22} aria-hidden />}
        name={
          <>
            <Text fw={600} component="span">
              <UserWord>{held.name}</UserWord>
            </Text>
            {held.revokedAt === null ? null : <StatusBadge tone="neutral">{t("revoked")}</StatusBadge>}
          </>
        }
        details={
          <>
            <div>
              <bdi dir="ltr" className={classes.code}>
                {held.prefix}…
              </bdi>
              {" · "}
              {lastUsedAt === null ? t("neverUsed") : t.rich("used", { time: () => <DateText value={lastUsedAt} look="moment" /> })}
              {" · "}
              {expiresAt === null ? t("noEnd") : t.rich("ends", { time: () => <DateText value={expiresAt} /> })}
            </div>
            <div>
              {t("may")}{" "}
              <bdi dir="ltr" className={classes.code}>
                {held.scopes.join(" ")}
              </bdi>
            </div>
            {held.cidrs.length === 0 ? null : (
              <div>
                {t("from")}{" "}
                <bdi dir="ltr" className={classes.code}>
                  {held.cidrs.join(" ")}
                </bdi>
              </div>
            )}
          </>
        }
        actions={
          held.revokedAt === null ? (
            <>
              <Button variant="subtle" aria-label={t("rotateNamed", { name: held.name })} onClick={rotating.open}>
                {t("rotate")}
              </Button>
              <Button variant="default" aria-label={t("revokeNamed", { name: held.name })} onClick={revoking.open}>
                {t("revoke")}
              </Button>
            </>
          ) : undefined
        }
      />
      {rotating.wanted ? (
        <RotateKey key={`rotate ${rotating.times}`} held={held} opened={rotating.opened} onClose={rotating.close} />
      ) : null}
      {revoking.wanted ? (
        <RevokeKey key={`revoke ${revoking.times}`} held={held} opened={revoking.opened} onClose={revoking.close} />
      ) : null}
    </>
  );
}
