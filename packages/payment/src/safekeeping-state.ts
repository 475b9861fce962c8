/** Devices that sign approvals: beside `state.ts`, by the same rules. They hold no money. */
import type { DeviceDecision, DeviceStatus } from "@amanat/contracts";
import type { MoneyMachine } from "./state.ts";

export const DEVICE = {
  name: "device",
  initial: "asked",
  reserved: [],
  guards: {},
  states: {
    asked: [
      { on: "accept", to: "active", by: ["admin"], guard: null },
      { on: "revoke", to: "revoked", by: ["admin"], guard: null },
    ],
    active: [{ on: "suspend", to: "suspended", by: ["admin"], guard: null }],
    suspended: [
      { on: "keep", to: "active", by: ["admin"], guard: null },
      { on: "revoke", to: "revoked", by: ["admin"], guard: null },
    ],
    revoked: [],
  },
} as const satisfies MoneyMachine<DeviceStatus>;

type Ways = readonly { readonly on: DeviceDecision; readonly to: DeviceStatus }[];
type Standing = { readonly status: string; readonly ownerId: string; readonly movedById: string };

/**
 * What an admin may decide about a device, and what it becomes then. Registering and revoking take two people; stopping takes one, so that a
 * device in wrong hands is stopped at once. Whoever was stopped does not start again by themselves.
 */
export function decisionsOn({ status, ownerId, movedById }: Standing, adminId: string): ReadonlyMap<DeviceDecision, DeviceStatus> {
  const ways: Ways = DEVICE.states[status as DeviceStatus];
  const mayTake = (on: DeviceDecision): boolean => {
    if (on === "suspend" || (on === "revoke" && status === "asked")) return true;
    if (on === "revoke") return adminId !== movedById;
    return adminId !== ownerId && adminId !== movedById;
  };
  return new Map(ways.filter(({ on }) => mayTake(on)).map(({ on, to }) => [on, to]));
}
