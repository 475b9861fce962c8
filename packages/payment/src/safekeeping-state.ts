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
 * Devices that sign approvals; it asks nobody. `addressOf`: whom a device with this extended public key signs as (`m/44'/60'/0'/0/0`, lower case);
 * null for what is no public one. `required`: every approval has to be signed (`TREZOR_SAFEKEEPING_REQUIRED`).
 */
export type DeviceKeys = { readonly addressOf: (xpub: string) => string | null; readonly signerOf: SignerOf };
export type Safekeeping = { readonly required: boolean; readonly devices: DeviceKeys };

/** Whose key signed this text, as the chain's addresses are stored; null where it was none. Asks nobody. */
export type SignerOf = (signed: { text: string; signature: string }) => Promise<string | null>;

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
