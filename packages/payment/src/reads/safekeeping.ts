import { type SafekeepingView, safekeepingView } from "@amanat/contracts";
import { type Ctx, reader, requireRole } from "@amanat/db";
import { glassView, liveGlass, viewDevice } from "../internal/safekeeping.ts";
import type { PayInPorts } from "../ports.ts";

/** So many that are over are shown. */
const OVER = 20;

/** Devices that sign approvals, and whether one has to now. Guards and admins. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function safekeeping(ctx: Ctx, ports: Pick<PayInPorts, "safekeeping">): Promise<SafekeepingView> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const { approvalDevice, breakGlass } = reader(ctx);
  const orderBy = [{ movedAt: "desc" }, { id: "desc" }] as const;
  const standing = await approvalDevice.findMany({ where: { tenantId, status: { not: "revoked" } }, orderBy: [...orderBy], take: 200 });
  const revoked = await approvalDevice.findMany({ where: { tenantId, status: "revoked" }, orderBy: [...orderBy], take: OVER });
  const glass = await liveGlass(ctx);
  const history = await breakGlass.findMany({
    where: { tenantId, ...(glass === null ? {} : { id: { not: glass.id } }) },
    orderBy: { startedAt: "desc" },
    take: OVER,
  });
  return safekeepingView.parse({
    required: ports.safekeeping?.required === true,
    glass: glass === null ? null : glassView(glass),
    history: history.map(glassView),
    devices: [...standing, ...revoked].map((row) => viewDevice(ctx, row)),
  });
}
