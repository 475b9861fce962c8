"use client";

import type { MeView } from "@amanat/contracts";
import {
  ActionIcon,
  Button,
  Menu,
  MenuDivider,
  MenuDropdown,
  MenuItem,
  MenuLabel,
  MenuTarget,
  useFailureToast,
  UserWord,
} from "@amanat/ui";
import { IconBriefcase, IconClipboardList, IconLogin, IconLogout, IconShieldCheck, IconTag, IconUserCircle } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { Link, usePathname } from "../../i18n/routing.ts";
import { signOut } from "../auth/session.ts";
import classes from "./frame.module.css";

/** What belongs to the signed-in person, and the way out. */
export function AccountMenu({ me }: { me: MeView }) {
  const t = useTranslations("common");
  const fail = useFailureToast();
  const staff = me.roles.some((role) => role === "admin" || role === "guard" || role === "resolver");
  const leave = () => {
    signOut().then(() => window.location.reload(), fail);
  };
  return (
    <Menu position="bottom-end" withinPortal shadow="md" width={240}>
      <MenuTarget>
        <ActionIcon aria-label={t("nav.account", { name: me.name })}>
          <IconUserCircle size={24} aria-hidden />
        </ActionIcon>
      </MenuTarget>
      <MenuDropdown>
        <MenuLabel c="dimmed">
          <UserWord>{me.name}</UserWord>
        </MenuLabel>
        <MenuItem mih={44} component={Link} href="/deals" leftSection={<IconBriefcase size={18} aria-hidden />}>
          {t("nav.deals")}
        </MenuItem>
        <MenuItem mih={44} component={Link} href="/requests/mine" leftSection={<IconClipboardList size={18} aria-hidden />}>
          {t("nav.requests")}
        </MenuItem>
        <MenuItem mih={44} component={Link} href="/offers" leftSection={<IconTag size={18} aria-hidden />}>
          {t("nav.offers")}
        </MenuItem>
        {staff ? (
          <MenuItem mih={44} component={Link} href="/admin" leftSection={<IconShieldCheck size={18} aria-hidden />}>
            {t("nav.admin")}
          </MenuItem>
        ) : null}
        <MenuDivider />
        <MenuItem mih={44} leftSection={<IconLogout size={18} aria-hidden data-flip />} onClick={leave}>
          {t("nav.signOut")}
        </MenuItem>
      </MenuDropdown>
    </Menu>
  );
}

/** The way in, for people without a session; on phones the bottom bar has it. */
export function SignInLinks() {
  const t = useTranslations("common");
  const path = usePathname();
  if (path === "/sign-in") return null;
  return (
    <Button
      component={Link}
      href="/sign-in"
      variant="light"
      size="sm"
      className={classes.signIn ?? ""}
      leftSection={<IconLogin size={18} aria-hidden data-flip />}
    >
      {t("nav.signIn")}
    </Button>
  );
}
