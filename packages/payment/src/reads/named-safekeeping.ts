import { type Ctx, reader } from "@amanat/db";

/** Devices and broken glass by their ids, for notices: by whom, and its name or reason. What is unknown is left out. */
export async function namedSafekeeping(ctx: Ctx, ids: readonly string[]): Promise<{ id: string; by: string; what: string }[]> {
  const where = { id: { in: [...ids] }, tenantId: ctx.actor.tenantId };
  const { approvalDevice, breakGlass } = reader(ctx);
  const devices = await approvalDevice.findMany({ where, select: { id: true, ownerName: true, label: true } });
  const glasses = await breakGlass.findMany({ where, select: { id: true, startedByName: true, reason: true } });
  return [
    ...devices.map(({ id, ownerName: by, label: what }) => ({ id, by, what })),
    ...glasses.map(({ id, startedByName: by, reason: what }) => ({ id, by, what })),
  ];
}
