"use client";

import type { MeView } from "@amanat/contracts";
import { Dropdown, dropdownItem, Text, useFailureToast, UserWord } from "@amanat/ui";
import {
  IconBriefcase,
  IconClipboardList,
  IconLogout,
  IconMessage,
  IconShieldCheck,
  IconShieldLock,
  IconTag,
  IconUserCircle,
} from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useAction } from "../../client/action.ts";
import { Link } from "../../i18n/link.tsx";
import { isStaff } from "../../i18n/messages-for.ts";
import { useKeptPush } from "../notices/kept-push.ts";
import { signOut } from "../auth/session.ts";

/** What belongs to the signed-in person, and the way out. */
export function AccountMenu({ me }: { me: MeView }) {
  const t = useTranslations("common");
  const fail = useFailureToast();
  const leave = useAction({ mutationFn: signOut, onSuccess: () => window.location.reload(), onError: fail });
  const places = [
    { href: "/deals", label: t("nav.deals"), icon: IconBriefcase },
    { href: "/requests/mine", label: t("nav.requests"), icon: IconClipboardList },
    { href: "/offers", label: t("nav.offers"), icon: IconTag },
    { href: "/messages", label: t("nav.messages"), icon: IconMessage },
    { href: "/account", label: t("nav.myAccount"), icon: IconShieldLock },
    ...(isStaff(me) ? [{ href: "/admin", label: t("nav.admin"), icon: IconShieldCheck }] : []),
  ];
  useKeptPush();
  return (
    <Dropdown label={t("nav.account", { name: me.name })} icon={<IconUserCircle size={24} aria-hidden />}>
      <Text size="sm" c="dimmed" px="sm" py={4}>
        <UserWord>{me.name}</UserWord>
      </Text>
      <ul>
        {places.map(({ href, label, icon: Shape }) => (
          <li key={href}>
            <Link href={href} className={dropdownItem}>
              <Shape size={18} aria-hidden />
              {label}
            </Link>
          </li>
        ))}
        <li>
          <button type="button" className={dropdownItem} onClick={() => leave.mutate()}>
            <IconLogout size={18} aria-hidden data-flip />
            {t("nav.signOut")}
          </button>
        </li>
      </ul>
    </Dropdown>
  );
}
