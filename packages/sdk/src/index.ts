export { createAmanat } from "./client.ts";
export { AmanatError } from "./error.ts";
export { verifyLiability } from "./liability.ts";
export type { Amanat, AmanatOptions, Call, CallOptions, Calls, StreamItem, StreamOptions } from "./types.ts";

export { formatUnits, parseUnits, splitFee } from "@amanat/contracts";
export type {
  AccountView,
  Asset,
  CustodyView,
  DealFundsView,
  DealStatus,
  DealView,
  ErrorBody,
  ErrorCode,
  EventPayload,
  EventType,
  FieldIssue,
  Handover,
  IntentException,
  IntentStatus,
  IntentView,
  LiabilityHead,
  LiabilityProof,
  Locale,
  MeView,
  Money,
  NextStep,
  OfferStatus,
  OfferView,
  Page,
  PayoutKind,
  PayoutStatus,
  PayoutView,
  PersonView,
  RequestStatus,
  RequestView,
  Role,
  StatementView,
  StreamedEvent,
  TimelineEntry,
  TransferView,
  TrialBalanceView,
} from "@amanat/contracts";
