export * from "./delivery.ts";
export * from "./ids.ts";
export { deliveryWishSchema, type HandedFile, type Handover, handoverSchema, type purchaseDetail, purchaseView } from "./purchase-view.ts";
export * from "./schemas.ts";
export * from "./terms.ts";
