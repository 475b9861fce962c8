import { notFound } from "next/navigation";

/** Every path no page claims; without it Next would answer outside our layout. */
export default function UnknownPage(): never {
  notFound();
}
