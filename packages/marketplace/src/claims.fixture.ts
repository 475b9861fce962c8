import type { Standing } from "@amanat/contracts";
import type { Funds } from "@amanat/ledger";

type Terms = { price: bigint; fee: bigint };
type Claim = (books: Funds, terms: Terms) => boolean;

const here = (books: Funds) => books.received + books.held + books.disputed + books.refundable + books.inFlight;
const forSeller = (books: Funds) => books.releasable + books.released + books.fees;

/** Nothing came, nothing is here, nothing went: "no money of yours", "nothing was charged", "waiting for the payment". */
const nothing: Claim = (books) => books.funded === 0n && here(books) === 0n && books.refunded === 0n && forSeller(books) === 0n;
const held: Claim = (books, { price }) => books.held + books.disputed === price && forSeller(books) === 0n;
const goingBack: Claim = (books) => here(books) > 0n && forSeller(books) === 0n;

const releasing: Claim = (books, { price, fee }) =>
  books.held === 0n && books.fees === fee && books.releasable + books.inFlight >= price - fee;

/** What each sentence claims, said in terms of the books alone. */
export const CLAIMS: Readonly<Record<Standing<"purchase">, Claim>> = {
  payment: nothing,
  payment_seen: (books) => forSeller(books) === 0n,
  part_paid: (books, { price }) => books.received > 0n && books.received < price && forSeller(books) === 0n,
  processing: held,
  delivery: held,
  contested: held,
  inspecting: held,
  on_hold: (books, terms) => held(books, terms) && books.held === 0n,
  completed: releasing,
  completed_paid: (books, { price, fee }) => books.held === 0n && books.releasable === 0n && books.released === price - fee,
  cancelled: nothing,
  cancelled_refunding: goingBack,
  expired: nothing,
  expired_refunding: goingBack,
  refunded: (books) => books.refunded > 0n && here(books) === 0n && forSeller(books) === 0n,
  release_rejected: releasing,
  refund_rejected: goingBack,
  refunded_refunding: (books) => goingBack(books, { price: 0n, fee: 0n }) && books.refunded > 0n,
};
