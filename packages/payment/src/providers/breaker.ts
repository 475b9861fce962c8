import { DomainError } from "@amanat/contracts";
import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  wrap,
} from "cockatiel";

/** Calls in a row without an answer that open a circuit. */
const FAILURES = 5;
/** An open circuit lets one call through after this long; its answer closes the circuit. */
const REST_MS = 10_000;
/** Further tries of a call that may be made twice. */
const RETRIES = 2;

/** A service that gave no answer that could be used: it did not answer, is overloaded, or does not know us. Counts against its circuit. */
export class ServiceAway extends DomainError {
  constructor(service: string, why: string, options: { cause?: unknown } = {}) {
    super("UPSTREAM_ERROR", `${service} ${why}.`, options);
  }
}

export type Circuit = "closed" | "half_open" | "open";
const CIRCUITS = {
  [CircuitState.Closed]: "closed",
  [CircuitState.HalfOpen]: "half_open",
  [CircuitState.Open]: "open",
  [CircuitState.Isolated]: "open",
} as const satisfies Record<CircuitState, Circuit>;

/** How the calls of this process to one service fare. */
export type Fare = { circuit: Circuit; okAt: Date | null; failedAt: Date | null; failure: string | null };

export interface Breaker {
  readonly name: string;
  fare(): Fare;
  /** `repeat`: whether a call without an answer may be made again at once. Errors: those of the call, and ServiceAway while the circuit is open. */
  run<T>(call: () => Promise<T>, how: { repeat: boolean }): Promise<T>;
}

/** The circuit of one service. Only ServiceAway counts against it: a refusal is an answer. */
export function openBreaker(name: string, { restMs = REST_MS, pauseMs = 200 }: { restMs?: number; pauseMs?: number } = {}): Breaker {
  const away = handleWhen((error) => error instanceof ServiceAway);
  const circuit = circuitBreaker(away, { halfOpenAfter: restMs, breaker: new ConsecutiveBreaker(FAILURES) });
  const backoff = new ExponentialBackoff({ initialDelay: pauseMs, maxDelay: 10 * pauseMs });
  // The circuit is inside: each try counts, and an open one is no reason to try again.
  const patient = wrap(retry(away, { maxAttempts: RETRIES, backoff }), circuit);
  const fare: Omit<Fare, "circuit"> = { okAt: null, failedAt: null, failure: null };
  circuit.onSuccess(() => void (fare.okAt = new Date()));
  return {
    name,
    fare: () => ({ ...fare, circuit: CIRCUITS[circuit.state] }),
    async run(call, { repeat }) {
      try {
        return await (repeat ? patient : circuit).execute(call);
      } catch (error) {
        if (error instanceof BrokenCircuitError) throw new ServiceAway(name, "is not asked: it has not answered lately", { cause: error });
        if (error instanceof ServiceAway) Object.assign(fare, { failedAt: new Date(), failure: error.message.slice(0, 300) });
        throw error;
      }
    },
  };
}

/** The circuits of this process, one a service, made when it is first asked. */
export type Breakers = (name: string) => Breaker;

export function openBreakers(how: { restMs?: number; pauseMs?: number } = {}): Breakers {
  const made = new Map<string, Breaker>();
  return (name) => {
    const known = made.get(name) ?? openBreaker(name, how);
    made.set(name, known);
    return known;
  };
}
