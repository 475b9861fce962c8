"use client";

import type { Role } from "@amanat/contracts";
import {
  IconAlertTriangle,
  IconBellOff,
  IconClipboardList,
  IconGauge,
  IconInbox,
  IconLock,
  IconRefresh,
  IconSend,
  IconUsers,
} from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useMe } from "../../client/me.tsx";
import { PartsNav, type Part } from "../frame/parts-nav.tsx";

const STAFF: readonly Role[] = ["admin", "guard", "resolver"];

/** The parts of the operator's pages; nothing for somebody who may open none. */
export function AdminNav() {
  const roles = useMe()?.roles ?? [];
  return roles.some((role) => STAFF.includes(role)) ? <StaffNav roles={roles} /> : null;
}

function StaffNav({ roles }: { roles: readonly Role[] }) {
  const t = useTranslations("admin.nav");
  const audit = useTranslations("audit");
  const readsBooks = roles.includes("admin") || roles.includes("guard");
  const parts: Part[] = [
    { href: "/admin/payouts", label: t("payouts"), icon: IconSend, withBelow: true },
    { href: "/admin/held", label: t("held"), icon: IconLock },
    { href: "/admin/unmatched", label: t("unmatched"), icon: IconInbox, withBelow: true },
    ...(readsBooks
      ? [
          { href: "/admin/incidents", label: t("incidents"), icon: IconAlertTriangle },
          { href: "/admin/people", label: t("people"), icon: IconUsers },
          { href: "/admin/audit", label: audit("nav"), icon: IconClipboardList },
        ]
      : []),
    ...(roles.includes("admin")
      ? [
          { href: "/admin/deliveries", label: t("deliveries"), icon: IconRefresh },
          { href: "/admin/notices", label: t("notices"), icon: IconBellOff },
          { href: "/admin/limits", label: t("limits"), icon: IconGauge },
        ]
      : []),
  ];
  return <PartsNav label={t("label")} parts={parts} />;
}
