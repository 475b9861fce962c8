import * as z from "zod";
import { instant, nothing, version } from "../page.ts";
import { OPERATOR_REASON_MIN } from "../values/reason.ts";
import { lineSchema } from "../values/text.ts";
import { signedSchema, wordSchema } from "../values/token.ts";
import { breakGlassId, deviceId, payoutId, textId } from "./ids.ts";

/**
 * A device that signs approvals. `asked`: another admin has to accept it. `suspended`: somebody stopped it, and another admin ends it or
 * keeps it.
 */
export const DEVICE_STATUSES = ["asked", "active", "suspended", "revoked"] as const;
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];
export const DEVICE_DECISIONS = ["accept", "suspend", "keep", "revoke"] as const;
export type DeviceDecision = (typeof DEVICE_DECISIONS)[number];
/** So many devices of one admin are not revoked at the same time. */
export const DEVICES_EACH = 3;
/** How long a text can be signed and sent in. */
export const TEXT_MINUTES = 10;
/** How long broken glass lets approvals go without a device. */
export const GLASS_MINUTES = 60;

/** An extended public key of `m/44'/60'/0'`, as a device or its software shows it. An extended private key is refused. */
export const xpubSchema = wordSchema(/^xpub[1-9A-HJ-NP-Za-km-z]{107}$/);
const signature = signedSchema({ min: 130, max: 132 });

export const deviceView = z.object({
  id: deviceId,
  label: z.string(),
  owner: z.string(),
  mine: z.boolean(),
  status: z.enum(DEVICE_STATUSES),
  /** Its signatures are this address's: the first of its account, `m/44'/60'/0'/0/0`. */
  address: z.string(),
  /** The admin who changed its status last, and the time of that. */
  movedBy: z.string(),
  movedAt: instant,
  /** What the calling admin may decide now. */
  may: z.array(z.enum(DEVICE_DECISIONS)),
  version,
});
export type DeviceView = z.infer<typeof deviceView>;

export const breakGlassView = z.object({
  id: breakGlassId,
  by: z.string(),
  reason: z.string(),
  startedAt: instant,
  until: instant,
  /** Null while it lasts. `endedBy` is null where its time ran out. */
  endedAt: instant.nullable(),
  endedBy: z.string().nullable(),
});
export type BreakGlassView = z.infer<typeof breakGlassView>;

export const safekeepingInput = nothing;
/** Who signs approvals, and whether an approval needs a signature now. */
export const safekeepingView = z.object({
  /** `TREZOR_SAFEKEEPING_REQUIRED`. */
  required: z.boolean(),
  /** The glass that is broken now; null when none is. */
  glass: breakGlassView.nullable(),
  /** The newest twenty that are over. */
  history: z.array(breakGlassView),
  /** All that are not revoked, and the newest twenty that are. */
  devices: z.array(deviceView),
});
export type SafekeepingView = z.infer<typeof safekeepingView>;

/** A text to be signed by a device (EIP-191), once. */
export const textToSign = z.object({ textId, text: z.string(), expiresAt: instant, addresses: z.array(z.string()) });
export type TextToSign = z.infer<typeof textToSign>;
export const deviceTextInput = z.object({ xpub: xpubSchema });
export const approvalTextInput = z.object({ payoutId, version });
export const signedText = z.object({ textId, signature });
export type SignedText = z.infer<typeof signedText>;

export const registerDeviceInput = z.object({ label: lineSchema({ min: 1, max: 60 }), xpub: xpubSchema, signed: signedText });
export const decideDeviceInput = z.object({ deviceId, version, decision: z.enum(DEVICE_DECISIONS) });
export const breakGlassInput = z.object({ reason: lineSchema({ min: OPERATOR_REASON_MIN, max: 500 }) });
export const endBreakGlassInput = z.object({ breakGlassId });
