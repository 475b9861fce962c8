"use client";

import type { PasskeyView } from "@amanat/contracts";
import { Button, DateText, EmptyState, ErrorState, ListSkeleton, StatusBadge, Text, UserWord } from "@amanat/ui";
import { IconFingerprint, IconPlus } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanatQuery } from "../../client/query.ts";
import { Row, Rows, Section } from "../section/section.tsx";

const AddPasskey = lateComponent(() => import("./add-passkey.tsx"), "AddPasskey");
const RenamePasskey = lateComponent(() => import("./rename-passkey.tsx"), "RenamePasskey");
const RemovePasskey = lateComponent(() => import("./remove-passkey.tsx"), "RemovePasskey");

/** The person's passkeys, to add, name and remove. */
export function Passkeys() {
  const t = useTranslations("account.passkeys");
  const found = useAmanatQuery("auth", "passkeys", {});
  const adding = useLateDialog();
  const passkeys = found.data?.passkeys ?? [];
  const add = (
    <Button variant="light" leftSection={<IconPlus size={20} aria-hidden />} onClick={adding.open}>
      {t("add")}
    </Button>
  );
  return (
    <Section id="passkeys" title={t("title")} lead={t("lead")} action={passkeys.length === 0 ? undefined : add}>
      {found.error === null ? null : <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />}
      {found.isPending ? <ListSkeleton count={1} label={t("title")} /> : null}
      {found.data !== undefined && passkeys.length === 0 ? (
        <EmptyState icon={IconFingerprint} order={3} title={t("empty")} action={add}>
          {t("emptyHint")}
        </EmptyState>
      ) : null}
      {passkeys.length === 0 ? null : (
        <Rows label={t("title")}>
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </Rows>
      )}
      {adding.wanted ? <AddPasskey key={adding.times} opened={adding.opened} onClose={adding.close} /> : null}
    </Section>
  );
}

function PasskeyRow({ passkey }: { passkey: PasskeyView }) {
  const t = useTranslations("account.passkeys");
  const renaming = useLateDialog();
  const removing = useLateDialog();
  const used = passkey.lastUsedAt;
  return (
    <>
      <Row
        roomy
        icon={<IconFingerprint size={22} aria-hidden />}
        name={
          <>
            <Text fw={600} component="span">
              <UserWord>{passkey.name}</UserWord>
            </Text>
            {passkey.flagged ? <StatusBadge tone="bad">{t("flagged")}</StatusBadge> : null}
          </>
        }
        details={
          <>
            {passkey.synced ? t("synced") : t("oneDevice")}
            {" · "}
            {t.rich("added", { time: () => <DateText value={passkey.createdAt} /> })}
            {" · "}
            {used === null ? t("neverUsed") : t.rich("used", { time: () => <DateText value={used} look="moment" /> })}
          </>
        }
        actions={
          <>
            <Button variant="subtle" aria-label={t("renameNamed", { name: passkey.name })} onClick={renaming.open}>
              {t("rename")}
            </Button>
            <Button variant="default" aria-label={t("removeNamed", { name: passkey.name })} onClick={removing.open}>
              {t("remove")}
            </Button>
          </>
        }
      />
      {renaming.wanted ? (
        <RenamePasskey key={`name ${renaming.times}`} passkey={passkey} opened={renaming.opened} onClose={renaming.close} />
      ) : null}
      {removing.wanted ? (
        <RemovePasskey key={`remove ${removing.times}`} passkey={passkey} opened={removing.opened} onClose={removing.close} />
      ) : null}
    </>
  );
}
