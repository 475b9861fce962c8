"use client";

import type { IdentityView } from "@amanat/contracts";
import { Button, DateText, ErrorState, ListSkeleton, StatusBadge, Text, UserWord, useFailureToast } from "@amanat/ui";
import { IconBrandGoogle, IconBrandTelegram, IconPassword } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useAction } from "../../client/action.ts";
import { useAmanat } from "../../client/amanat.tsx";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { useAmanatQuery } from "../../client/query.ts";
import { usePathname } from "../../i18n/routing.ts";
import { leaveFor, type Outside } from "../auth/session.ts";
import type { Ways } from "../../server-api/ways.ts";
import { LinkRow } from "./link-row.tsx";
import { Row, Rows, Section } from "../section/section.tsx";

const LinkTelegram = lateComponent(() => import("./link-telegram.tsx"), "LinkTelegram");
const ChangePassword = lateComponent(() => import("./change-password.tsx"), "ChangePassword");
const Unlink = lateComponent(() => import("./unlink.tsx"), "Unlink");

/** Password, Google and Telegram: which of them open this account, and how to change that. */
export function SignInWays({ ways }: { ways: Ways }) {
  const t = useTranslations("account.ways");
  const found = useAmanatQuery("auth", "identities", {});
  const identities = found.data?.identities ?? [];
  const of = (provider: IdentityView["provider"]) => identities.filter((identity) => identity.provider === provider);
  return (
    <Section id="ways" title={t("title")} lead={t("lead")}>
      {found.error === null ? null : <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />}
      {found.isPending ? <ListSkeleton count={1} label={t("title")} /> : null}
      {found.data === undefined ? null : (
        <Rows label={t("title")}>
          <PasswordRow has={found.data.hasPassword} />
          {OUTSIDE.map(({ provider, icon }) => (
            <OutsideRows key={provider} provider={provider} icon={icon} linked={of(provider)} ways={ways} />
          ))}
        </Rows>
      )}
    </Section>
  );
}

const OUTSIDE: readonly { provider: Outside; icon: ReactNode }[] = [
  { provider: "google", icon: <IconBrandGoogle size={22} aria-hidden /> },
  { provider: "telegram", icon: <IconBrandTelegram size={22} aria-hidden /> },
];

function PasswordRow({ has }: { has: boolean }) {
  const t = useTranslations("account.ways");
  const changing = useLateDialog();
  return (
    <>
      <Row
        icon={<IconPassword size={22} aria-hidden />}
        name={
          <Text fw={600} component="span">
            {t("password")}
          </Text>
        }
        details={has ? t("passwordSet") : t("passwordNone")}
        actions={
          <Button variant="default" onClick={changing.open}>
            {has ? t("passwordChange") : t("passwordAdd")}
          </Button>
        }
      />
      {changing.wanted ? <ChangePassword key={changing.times} has={has} opened={changing.opened} onClose={changing.close} /> : null}
    </>
  );
}

function OutsideRows({
  provider,
  icon,
  linked,
  ways,
}: {
  provider: Outside;
  icon: ReactNode;
  linked: readonly IdentityView[];
  ways: Ways;
}) {
  if (linked.length > 0) return linked.map((identity) => <LinkedRow key={identity.subject} identity={identity} icon={icon} />);
  if (provider === "telegram" && ways.telegram?.by === "widget") return <LinkTelegram loginUrl={ways.telegram.loginUrl} icon={icon} />;
  return ways[provider] ? <LinkOpenId provider={provider} icon={icon} /> : null;
}

/** One identity of somebody else's house that opens this account. */
export function LinkedRow({ identity, icon }: { identity: IdentityView; icon: ReactNode }) {
  const t = useTranslations("account.ways");
  const unlinking = useLateDialog();
  const name = t(`provider.${identity.provider}`);
  const used = identity.lastUsedAt;
  return (
    <>
      <Row
        icon={icon}
        name={
          <>
            <Text fw={600} component="span">
              {name}
            </Text>
            <StatusBadge tone="good">{t("linked")}</StatusBadge>
          </>
        }
        details={
          <>
            <UserWord>{identity.label}</UserWord>
            {used === null ? null : (
              <>
                {" · "}
                {t.rich("used", { time: () => <DateText value={used} look="moment" /> })}
              </>
            )}
          </>
        }
        actions={
          <Button variant="default" aria-label={t("unlinkNamed", { name })} onClick={unlinking.open}>
            {t("unlink")}
          </Button>
        }
      />
      {unlinking.wanted ? <Unlink key={unlinking.times} identity={identity} opened={unlinking.opened} onClose={unlinking.close} /> : null}
    </>
  );
}

function LinkOpenId({ provider, icon }: { provider: Outside; icon: ReactNode }) {
  const amanat = useAmanat();
  const path = usePathname();
  const locale = useLocale();
  const fail = useFailureToast();
  const link = useAction({
    mutationFn: async () => {
      // The next time this session comes back from there, it links instead of signing in.
      await amanat.auth.beginOpenIdLink({ provider });
      await leaveFor(provider, `/${locale}${path}`);
    },
    onError: fail,
  });
  return <LinkRow provider={provider} icon={icon} busy={link.isPending || link.isSuccess} onLink={() => link.mutate()} />;
}
