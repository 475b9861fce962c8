import { getLocale } from "next-intl/server";
import { requireStaff } from "../../../../features/admin/staff.ts";
import { redirect } from "../../../../i18n/routing.ts";

/** What all staff may see comes first. */
export default async function AdminPage() {
  await requireStaff("/admin");
  return redirect({ href: "/admin/payouts", locale: await getLocale() });
}
