import { PROCEDURES } from "@amanat/contracts";
import * as payment from "@amanat/payment";
import { mutation, query, router } from "../procedure.ts";

const rows = PROCEDURES.payment;

export const paymentRouter = router({
  assets: query(rows.assets, payment.assets),
  openIntent: mutation(rows.openIntent, (ctx, input, call) => payment.openIntent(ctx, input, call.services.payIn)),
  getIntent: query(rows.getIntent, payment.getIntent),
  listPayouts: query(rows.listPayouts, payment.listPayouts),
  getPayout: query(rows.getPayout, (ctx, input, call) => payment.getPayout(ctx, input, call.services.payIn)),
  changeDestination: mutation(rows.changeDestination, (ctx, input, call) => payment.changeDestination(ctx, input, call.services.payIn)),
  keepDestination: mutation(rows.keepDestination, payment.keepDestination),
  redraftPayout: mutation(rows.redraftPayout, (ctx, input, call) => payment.redraftPayout(ctx, input, call.services.payIn)),
  approvePayout: mutation(rows.approvePayout, (ctx, input, call) => payment.approvePayout(ctx, input, call.services.payIn)),
  rejectPayout: mutation(rows.rejectPayout, payment.rejectPayout),
  listUnmatched: query(rows.listUnmatched, payment.listUnmatched),
  getUnmatched: query(rows.getUnmatched, payment.getUnmatched),
  refundUnmatched: mutation(rows.refundUnmatched, (ctx, input, call) => payment.refundUnmatched(ctx, input, call.services.payIn)),
  listWaiting: query(rows.listWaiting, payment.listWaiting),
  refundWaiting: mutation(rows.refundWaiting, payment.refundWaiting),
});
