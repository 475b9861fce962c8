export { type OldRow, oldRows, type Purgeable } from "./purgeable.ts";
export { type About, type Held, heldList, type HeldPage, nothingToErase, publicIdIn } from "./about.ts";
export type { Client } from "./amounts.ts";
export { audit, type Change, type NewAuditEntry, noteChange } from "./audit.ts";
export { type Bus, type BusListener, newsOf, type Signal } from "./bus.ts";
export {
  type Clock,
  createCtx,
  type Ctx,
  type CtxOptions,
  databaseClock,
  noteTime,
  now,
  type Reader,
  reader,
  timeIn,
  type Tx,
  type TxCtx,
} from "./context.ts";
export type { Logger } from "./log.ts";
export { amongCrowd, type Crowd, type CrowdName } from "./crowd.ts";
export { decodeCursor, encodeCursor } from "./cursor.ts";
export { eraseFootsteps } from "./departed.ts";
export { derivedSecret } from "./derived-secret.ts";
export { after, cursorValues, cut, cutAt, cutBy, listTag, newestAfter, type Place, placeOf, tenantTag } from "./paging.ts";
export { type Consumer, type DeliveredEvent, type Only, owedTo, type Reaction, type Reactions } from "./consumers.ts";
export { type Database, type DatabaseOptions, openDatabase } from "./database.ts";
export {
  closeDeadline,
  closeDeadlines,
  type DeadlineKey,
  pauseDeadline,
  pauseOnce,
  postponeDeadline,
  putOffDeadlines,
  resumeDeadline,
  runTimer,
  setDeadline,
  setDeadlineAtLeast,
  setDeadlineOnce,
  startDeadline,
  takeDueDeadline,
  type Timers,
} from "./deadlines.ts";
export { deliverer, DELIVERY_CRASH_POINTS, type DeliveryCrash, type DeliveryCrashPoint, reviveDelivery } from "./deliveries.ts";
export { changeLast, insertLast, json, moveLast, settle, writeLast } from "./ending.ts";
export { type FedEvent, type Feed, feeder, type Take } from "./feeds.ts";
export { asDomainError, isRetryable, LEDGER_STATES, sqlStateOf } from "./failures.ts";
export { Prisma } from "./generated/client.ts";
export type * from "./generated/client.ts";
export { demandHash, forgetGrants, insertGrant, requireStepUp, requireStepUpAhead } from "./grants.ts";
export { requireRole, requireSystem, requireUser } from "./guards.ts";
export { beat, heartbeats, type HeartbeatRow } from "./heartbeat.ts";
export { forgetKeys, oncePerKey } from "./idempotency.ts";
export {
  type AnyMachine,
  type Guard,
  guardOf,
  type Machine,
  type MoneyMove,
  type Mover,
  step,
  type TriggerOf,
  type Way,
  requireWay,
  wayOf,
  waysBy,
} from "./machine.ts";
export { mendIncidents, type NewIncident, raiseIncident } from "./incidents.ts";
export { derivedId, newId } from "./ids.ts";
export { enqueue, type EnqueueOptions, ensureQueue } from "./jobs.ts";
export { bytes, canonicalJson, digestOf, hashedParts, type Json } from "./json.ts";
export { literally } from "./like.ts";
export { oldestOpen, oldestWriter } from "./oldest-writer.ts";
export { appendEvents, type NewEvent } from "./outbox.ts";
export { changedRows, lockRows, plannedRows, readRows, type RowOf } from "./rows.ts";
export { type Mirror, mirrored, type PusherApp } from "./pusher-poke.ts";
export { redacted, scrubbed } from "./redact.ts";
export { changeSetting, setting, settingNow, settingsNow, type Setting, type Settings } from "./settings.ts";
export { TENANT_ID, TENANT_SLUG } from "./tenant.ts";
export { inTransaction, pokeAfterCommit } from "./transaction.ts";
export { isBarred, namesOf, requireActive } from "./people.ts";
export { rowsOf } from "./rows-of.ts";
export type { AnyVerb, AudienceOf, ChannelsOf, Chore, Download, Module, Verbs } from "./module.ts";
