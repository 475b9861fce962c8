"use client";

import type { Role } from "@amanat/contracts";
import { IconSend } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useMe } from "../../client/amanat.tsx";
import { PartsNav, type Part } from "../frame/parts-nav.tsx";

const STAFF: readonly Role[] = ["admin", "guard", "resolver"];

/** The parts of the operator's pages; nothing for somebody who may open none. */
export function AdminNav() {
  const roles = useMe()?.roles ?? [];
  return roles.some((role) => STAFF.includes(role)) ? <StaffNav /> : null;
}

function StaffNav() {
  const t = useTranslations("admin.nav");
  const parts: Part[] = [{ href: "/admin/payouts", label: t("payouts"), icon: IconSend, withBelow: true }];
  return <PartsNav label={t("label")} parts={parts} />;
}
