"use client";

import type { Role } from "@amanat/contracts";
import {
  IconAlertTriangle,
  IconBellOff,
  IconBriefcase,
  IconClipboardList,
  IconDatabaseExport,
  IconGauge,
  IconHome,
  IconHourglass,
  IconInbox,
  IconKey,
  IconList,
  IconPackageImport,
  IconReceipt,
  IconRefresh,
  IconScale,
  IconSend,
  IconSettings,
  IconShieldCheck,
  IconUsers,
  IconWallet,
} from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useMe } from "../../client/me.tsx";
import { SearchButton } from "../desk/search-button.tsx";
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
  const desk = useTranslations("desk.nav");
  const parts: Part[] = [
    ...(readsBooks ? [{ href: "/admin", label: desk("dashboard"), icon: IconHome }] : []),
    { href: "/admin/payouts", label: t("payouts"), icon: IconSend, withBelow: true },
    { href: "/admin/disputes", label: t("disputes"), icon: IconScale, withBelow: true },
    { href: "/admin/deposits", label: t("deposits"), icon: IconPackageImport },
    { href: "/admin/unmatched", label: t("unmatched"), icon: IconInbox, withBelow: true },
    { href: "/admin/deals", label: desk("deals"), icon: IconBriefcase, withBelow: true },
    { href: "/admin/requests", label: desk("requests"), icon: IconList, withBelow: true },
    ...(readsBooks
      ? [
          { href: "/admin/screening", label: t("screening"), icon: IconShieldCheck, withBelow: true },
          { href: "/admin/fees", label: t("fees"), icon: IconReceipt },
          { href: "/admin/wallets", label: t("wallets"), icon: IconWallet },
          { href: "/admin/safekeeping", label: t("safekeeping"), icon: IconKey },
          { href: "/admin/reconciliation", label: t("reconciliation"), icon: IconRefresh, withBelow: true },
          { href: "/admin/incidents", label: t("incidents"), icon: IconAlertTriangle },
          { href: "/admin/providers", label: t("providers"), icon: IconInbox, withBelow: true },
          { href: "/admin/failed", label: t("failed"), icon: IconHourglass },
          { href: "/admin/people", label: t("people"), icon: IconUsers, withBelow: true },
          { href: "/admin/retention", label: t("retention"), icon: IconDatabaseExport },
          { href: "/admin/ledger", label: desk("ledger"), icon: IconReceipt, withBelow: true },
          { href: "/admin/audit", label: audit("nav"), icon: IconClipboardList },
        ]
      : []),
    ...(roles.includes("admin")
      ? [
          { href: "/admin/deliveries", label: t("deliveries"), icon: IconRefresh },
          { href: "/admin/notices", label: t("notices"), icon: IconBellOff },
          { href: "/admin/limits", label: t("limits"), icon: IconGauge },
          { href: "/admin/settings", label: t("settings"), icon: IconSettings },
        ]
      : []),
  ];
  return (
    <>
      <div>
        <SearchButton />
      </div>
      <PartsNav label={t("label")} parts={parts} />
    </>
  );
}
