/**
 * Why nothing was sent, or no answer came. `url`: not an https address with a public name. `name`: its name has no address.
 * `address`: it leads to an address that is not public. `timeout`, `connection`, `tls`: it may have arrived all the same.
 */
export type OutboundFault = "url" | "name" | "address" | "timeout" | "connection" | "tls";

export class OutboundError extends Error {
  readonly fault: OutboundFault;
  /** What the network calls it; empty where it has no name for it. */
  readonly said: string;

  constructor(fault: OutboundFault, message: string, said = "") {
    super(message);
    this.name = "OutboundError";
    this.fault = fault;
    this.said = said;
  }
}
